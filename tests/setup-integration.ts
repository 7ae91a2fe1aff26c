import { afterAll } from "vitest";
import { closeDatabase } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { testDatabase } from "./db";

// Before any test file is loaded, so that nothing ever connects to anything else.
await testDatabase();
// On a busy machine calls take long: that they are shed then is for the tests of admission to show.
setEnv({ GATEWAY_MAX_CALLS: "10000", GATEWAY_CALL_TARGET_MS: "60000" });

afterAll(closeDatabase);
