export { UpstreamError, type Effect, type RpcError, type UpstreamErrorCode } from "./errors";
export { callTool, closeUpstreams, listTools, onToolsChanged, rawRequest, serverInfo } from "./manager";
export { syncUpstream } from "./sync-upstream";
export type {
  ClientInput,
  Progress,
  RequestOptions,
  ServerFacts,
  ToolAnswer,
  ToolCall,
  UpstreamNotification,
  UpstreamRef,
} from "./types";
