export { mcpRoutes } from "./routes";
export { mcpOptions } from "./options";
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
