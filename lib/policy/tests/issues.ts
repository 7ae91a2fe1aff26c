import type { z } from "zod";
import { nodeAt } from "../locate";
import type { ParsedYaml } from "../parse-yaml";
import { isWritten, pathName, unknownFields } from "../schema-findings";
import type { Finding, FindingCode } from "../types";
import { MAX_TESTS, TEST_FIELDS } from "./schemas";

/** The findings of one fault that the schema of tests reports, with the place in the text. */
export function findingsOfIssue(yaml: ParsedYaml, issue: z.core.$ZodIssue): Finding[] {
  const name = pathName(issue.path, "The file");
  const at = (code: FindingCode, message: string, fix: string): Finding[] => [
    yaml.locator.node(nodeAt(yaml.document, issue.path), code, message, fix),
  ];
  const missing = issue.path.length > 0 && !isWritten(yaml, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const where = issue.path.length === 0 ? "A file of policy tests" : name;
      return unknownFields(yaml, issue, where, fieldsAt(issue.path));
    }
    case "invalid_type":
      if (missing) return at("MISSING_FIELD", `${name} is missing.`, `Add it: ${issue.expected}.`);
      return at("INVALID_VALUE", `${name} is not of the type ${issue.expected}.`, "Correct the value.");
    case "invalid_value": {
      const allowed = issue.values.map(String).join(", ");
      if (missing) return at("MISSING_FIELD", `${name} is missing.`, `Add it: ${allowed}.`);
      return at("INVALID_VALUE", `${name} is not one of the allowed values.`, `Write ${allowed}.`);
    }
    case "too_big":
      if (name === "tests")
        return at(
          "TOO_LARGE",
          `There are more than ${MAX_TESTS} tests.`,
          "Keep those that tell rules apart.",
        );
      return at("INVALID_VALUE", `${name} is larger than ${String(issue.maximum)}.`, "Make it smaller.");
    case "too_small":
      return at("INVALID_VALUE", `${name} is smaller than ${String(issue.minimum)}.`, "Add what is missing.");
    case "invalid_union":
      return at("INVALID_VALUE", `${name} is no JSON value.`, "Write text, a number, a list or a map.");
    default:
      return at("INVALID_VALUE", `${name} ${issue.message}.`, "Correct the value.");
  }
}

function fieldsAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  return TEST_FIELDS[path.filter((part) => typeof part !== "number").join(".")];
}
