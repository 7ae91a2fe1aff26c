export { createUpstream } from "./create-upstream";
export { getUpstream } from "./get-upstream";
export { listStdioServers } from "./list-stdio-servers";
export { listUpstreams } from "./list-upstreams";
export { setUpstreamEnabled } from "./set-upstream-enabled";
export { testConnection } from "./test-connection";
export { updateUpstream } from "./update-upstream";
export { upstreamTraffic } from "./upstream-traffic";
