import { expect, test } from "vitest";
import { CapabilitySpecInput } from "../../lib/capabilities";
import { DEMO_CAPABILITIES } from "./capabilities";

test.each(Object.entries(DEMO_CAPABILITIES))("the review of %s is consistent", (_, spec) => {
  expect(CapabilitySpecInput.safeParse(spec).error?.issues ?? []).toEqual([]);
});

test("reading is LOW; everything that overwrites is HIGH or CRITICAL", () => {
  const levels = Object.fromEntries(
    Object.entries(DEMO_CAPABILITIES).map(([name, spec]) => [name, spec.risk.level]),
  );
  expect(levels).toMatchObject({
    read_text_file: "LOW",
    list_directory: "LOW",
    create_directory: "MEDIUM",
    move_file: "HIGH",
    write_file: "HIGH",
    edit_file: "CRITICAL",
  });
});
