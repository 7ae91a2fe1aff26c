import { expect, it } from "vitest";
import { chainsNamed } from "./uses";

const policy = (...rules: string[]) => `version: 1\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join("")}`;

it.each([
  [
    "a chain",
    policy("{ action: REQUIRE_APPROVAL, obligations: { approval: { chain: four-eyes } } }"),
    { "four-eyes": 1 },
  ],
  [
    "a role",
    policy("{ action: REQUIRE_APPROVAL, obligations: { approval: { role: admin } } }"),
    { admin: 1 },
  ],
  ["nobody", policy("{ action: REQUIRE_APPROVAL }"), { reviewer: 1 }],
  [
    "only how long",
    policy("{ action: ALLOW, obligations: { approval: { expiresInMinutes: 5 } } }"),
    { reviewer: 1 },
  ],
  [
    "what never asks",
    policy("{ action: ALLOW }", "{ action: DENY, obligations: { approval: { chain: x } } }"),
    {},
  ],
  [
    "one chain twice",
    policy("{ action: REQUIRE_APPROVAL }", "{ action: REQUIRE_APPROVAL }"),
    { reviewer: 2 },
  ],
  ["no policy", "just words", {}],
  ["no YAML", "rules: [", {}],
  ["an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nrules: [*b, *b]", {}],
])("finds which chains a text names: %s", (_, text, named) => {
  expect(Object.fromEntries(chainsNamed(text))).toEqual(named);
});
