import { snapshots } from "./snapshot";

export { createGateway } from "./app";
export { executionsSettled } from "./execute";
export { startMaintenance, watchUpstreams } from "./maintenance";

/** Ends the refreshing of snapshots; for shutdown. */
export function stopSnapshots(): void {
  snapshots().stop();
}
