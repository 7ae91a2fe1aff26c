import { afterAll } from "vitest";
import { closeDatabase } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { forgetSingletons } from "../lib/platform/singleton";
import { testDatabase } from "./db";
import { noteEnvironment } from "./note-environment";

// Before any test file is loaded, so that nothing ever connects to anything else.
await testDatabase();
// On a busy machine calls take long: that they are shed then is for the tests of admission to show.
setEnv({ GATEWAY_MAX_CALLS: "10000", GATEWAY_CALL_TARGET_MS: "60000" });
const putBack = noteEnvironment();

// The next file of this process finds it as if it were new: nothing goes on, and nothing is known. Loaded only now, for
// what is loaded here cannot be replaced by a file.
afterAll(async () => {
  const [{ closeUpstreams }, { stopSnapshots }, { closeEvents }] = await Promise.all([
    import("../lib/upstreams"),
    import("../lib/gateway"),
    import("../lib/platform/events"),
  ]);
  await closeUpstreams();
  await stopSnapshots();
  await closeEvents();
  await closeDatabase();
  putBack();
  forgetSingletons(KEPT);
});

/** The copy of the database is the process's; the others listen to the process's own end. */
const KEPT = ["test-database", "lifecycle", "upstream-groups"];
