import { snapshots } from "./snapshot";

export { createGateway } from "./app";
export { runCompensation, settleCompensations, type CompensationRun } from "./console/compensate";
export { exportReport } from "./console/export-report";
export { reassessIncident } from "./console/reassess";
export { tryCapability } from "./console/try-capability";
export { whoMayCall } from "./console/who-may-call";
export { stopFilePath } from "./enforce/stop-file";
export { writeOrder } from "./enforce/stop-order";
export { watchStopFile } from "./enforce/watch-stop-file";
export { executionsSettled } from "./execute";
export { startMaintenance, watchUpstreams } from "./maintenance";
export { TryCapabilityInput } from "./schemas";
export type { CallerAnswer, CallersOfEnvironment, TrialAnswer } from "./types";

/** Makes this process known as one that serves calls; at start-up. */
export function startSnapshots(): void {
  snapshots().start();
}

/** Ends the refreshing of snapshots and signs this process off; for shutdown. */
export function stopSnapshots(): Promise<void> {
  return snapshots().stop();
}
