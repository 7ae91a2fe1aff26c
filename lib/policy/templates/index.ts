export { instantiateTemplate, listTemplates } from "./instantiate";
