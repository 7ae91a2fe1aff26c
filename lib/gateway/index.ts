export { createGateway } from "./app";
