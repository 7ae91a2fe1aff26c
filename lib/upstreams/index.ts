export {
  createUpstream,
  getUpstream,
  listStdioServers,
  listUpstreams,
  setUpstreamEnabled,
  testConnection,
  updateUpstream,
  upstreamTraffic,
} from "./admin";
export { UpstreamError, type Effect, type RpcError, type UpstreamErrorCode } from "./errors";
export { checkUpstream, watchHealth } from "./health";
export { callTool, closeUpstreams, listTools, rawRequest, serverInfo, type Asked } from "./manager";
export { CLIENT_KEY } from "./network";
export { importOpenApi, previewOpenApi } from "./openapi";
export { percentile } from "./percentile";
export { breakerState, closeUpstream, onToolsChanged } from "./pools";
export { toRef, UPSTREAM_PARTS } from "./row";
export { stdioServers } from "./stdio-servers";
export { syncUpstream } from "./sync-upstream";
export { withCredential, type Occasion } from "./with-credential";
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
