import { closeDatabase } from "../../../platform/db";
import type { LimitFacts } from "../../snapshot";
import { take } from "../take";

/**
 * A process that takes tokens of one bucket as fast as it can, for so long, and prints how many it got. By hand:
 * `node --import tsx lib/gateway/limits/testing/taker.ts TENANT LIMIT MILLISECONDS`, with DATABASE_URL set.
 */
const [tenantId = "", limitId = "", milliseconds = "0"] = process.argv.slice(2);
const limit: LimitFacts = {
  id: limitId,
  scope: "tenant",
  target: null,
  kind: "rate",
  calls: 1,
  perSeconds: 1,
  burst: 1,
};
/** Calls under way at once, as many agents make them. */
const AT_ONCE = 40;

const due = [{ limit, target: "" }];
await take(tenantId, due);
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const end = Date.now() + Number(milliseconds);
let [taken, asked] = [0, 0];
const lane = async () => {
  while (Date.now() < end) {
    asked++;
    if ((await take(tenantId, due)).ok) taken++;
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
process.stdout.write(`${JSON.stringify({ taken, asked })}\n`);
await closeDatabase();
process.exit(0);
