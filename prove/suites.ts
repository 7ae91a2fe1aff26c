import type { Suite } from "./suite";

/** All suites, in the order they run. Each is loaded in a process of its own, because it sets up its own environment. */
export const SUITES: Record<string, () => Promise<Suite>> = {
  crash: async () => (await import("./crash/index")).crash,
  chain: async () => (await import("./chain/index")).chain,
  faults: async () => (await import("./faults/index")).faults,
  isolation: async () => (await import("./isolation/index")).isolation,
  routes: async () => (await import("./routes/index")).routes,
  fuzz: async () => (await import("./fuzz/index")).fuzz,
  conformance: async () => (await import("./conformance/index")).conformance,
  load: async () => (await import("./load/index")).load,
  drills: async () => (await import("./drills/index")).drills,
};
