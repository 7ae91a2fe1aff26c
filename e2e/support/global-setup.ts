import { inheritedEnv, setEnv } from "../../lib/platform/env/process";
import { requireBrowser } from "./browser";
import { publishStack, startStack, STATE_VARIABLE } from "./stack";

/** Starts the product once; with AGENTGATE_E2E_STATE set, uses the one that an earlier run left running. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  requireBrowser();
  if (inheritedEnv()[STATE_VARIABLE]) return async () => {};
  const { stack, stop } = await startStack();
  setEnv({ [STATE_VARIABLE]: await publishStack(stack) });
  return stop;
}
