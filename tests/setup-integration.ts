import { afterAll } from "vitest";
import { closeDatabase } from "../lib/platform/db";
import { testDatabase } from "./db";

// Before any test file is loaded, so that nothing ever connects to anything else.
await testDatabase();

afterAll(closeDatabase);
