import { snapshots } from "./snapshot";

export { createGateway } from "./app";
export { executionsSettled } from "./execute";
export { startMaintenance, watchUpstreams } from "./maintenance";

/** Ends the refreshing of snapshots and signs this process off; for shutdown. */
export function stopSnapshots(): Promise<void> {
  return snapshots().stop();
}
