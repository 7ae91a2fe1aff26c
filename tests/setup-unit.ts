import { afterAll } from "vitest";
import { inheritedEnv, setEnv } from "../lib/platform/env/process";

// Files of this project share a process, and some change its environment, NODE_ENV included, by which React picks
// what it loads: each leaves it as it found it.
const before = inheritedEnv();
afterAll(() => {
  const added = Object.keys(inheritedEnv()).filter((name) => !(name in before));
  setEnv({ ...Object.fromEntries(added.map((name) => [name, undefined])), ...before });
});
