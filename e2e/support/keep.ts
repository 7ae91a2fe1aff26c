import { publishStack, startStack, STATE_VARIABLE } from "./stack";

/** `npx tsx e2e/support/keep.ts`: keeps the product running while journeys are being written. */
const { stack, stop } = await startStack();
console.log(`${STATE_VARIABLE}=${await publishStack(stack)} npx playwright test`);
process.once("SIGINT", () => void stop().then(() => process.exit(0)));
process.once("SIGTERM", () => void stop().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);
