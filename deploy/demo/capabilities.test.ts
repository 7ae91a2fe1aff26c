import { expect, test } from "vitest";
import { CapabilitySpecInput } from "../../lib/capabilities";
import { DEMO_CAPABILITIES } from "./capabilities";
import { WORK_SPECS } from "./work-capabilities";

const ALL = [DEMO_CAPABILITIES, WORK_SPECS.project, WORK_SPECS.document].flatMap((specs) =>
  Object.entries(specs),
);

test.each(ALL)("the review of %s is consistent", (_, spec) => {
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

test("our own work tools are MEDIUM, because each can be taken back; what deletes is HIGH", () => {
  const { project, document } = WORK_SPECS;
  for (const spec of [...Object.values(project), ...Object.values(document)]) {
    expect(spec.sideEffects.reversible).toBe(true);
    expect(spec.compensation).toMatchObject({ supported: true, mapping: expect.anything() as object });
    expect(spec.risk.level).toBe(spec.operation === "DELETE" ? "HIGH" : "MEDIUM");
  }
});
