export { mcpRoutes } from "./routes";
export { mcpOptions } from "./options";
export { ACTS_FOR_META } from "./client";
export type {
  ListedTool,
  McpOptions,
  McpPorts,
  OpenSession,
  PassThroughOptions,
  SessionFacts,
  UpstreamFacts,
  UpstreamNotification,
  Waiting,
} from "./types";
