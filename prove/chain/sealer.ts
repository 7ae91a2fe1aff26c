import { sealWaiting } from "../../lib/audit";

/** Seals the tenants that it is given, in small batches, for as long as its standard input is open: `sealer.ts TENANT…`. */
const tenants = process.argv.slice(2);
const BATCH = 20;
/** Between rounds, so that the writers have a core too. */
const REST_MS = 20;

process.stdin.on("end", () => process.exit(0)).resume();
process.stdout.write("ready\n");
for (;;) {
  for (const tenantId of tenants) await sealWaiting(tenantId, BATCH);
  await new Promise((done) => setTimeout(done, REST_MS));
}
