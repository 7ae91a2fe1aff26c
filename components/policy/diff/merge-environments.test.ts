import { describe, expect, it } from "vitest";
import type { SemanticChange } from "@/lib/policy/check-types";
import { environmentsText, mergeEnvironments } from "./merge-environments";

const change = (environment: string, capability = "fs.read"): SemanticChange => ({
  ...{ principal: "agent:a", capability, environment, from: "DENY", to: "ALLOW" },
  ...{ direction: "loosens", detail: null, when: "always", ruleBefore: null, ruleAfter: "read" },
});

describe("changes of several environments", () => {
  it("stand once where they differ in the environment alone", () => {
    const merged = mergeEnvironments([change("preview"), change("staging"), change("preview", "fs.write")]);
    expect(merged.map(({ capability, environments }) => [capability, environments])).toEqual([
      ["fs.read", ["preview", "staging"]],
      ["fs.write", ["preview"]],
    ]);
  });

  it("are everywhere where they hold for names that nobody has given yet", () => {
    expect(environmentsText(["preview", "staging"])).toBe("preview, staging");
    expect(environmentsText(["preview", "staging", "production", "*"])).toBe("every environment");
  });
});
