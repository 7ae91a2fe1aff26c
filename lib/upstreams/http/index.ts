export { buildRequest, type BuiltRequest } from "./build-request";
export { callOverHttp } from "./call-over-http";
export { httpTools } from "./http-tools";
