import { expect, test } from "vitest";
import { skeleton, toolNameFault } from "./names";
import { nameFault } from "./schemas";

test.each(["read_file", "io.fs.read_file", "get-sum", "A1"])("%s is a name", (name) => {
  expect(nameFault(name)).toBeNull();
});

test.each([
  "",
  "a..b",
  ".a",
  "a.",
  "a b",
  "ünïcode",
  "a/b",
  "a\u200B",
  "аdmin",
  "a".repeat(65),
  "a.".repeat(100),
])("%j is not a name", (name) => expect(nameFault(name)).not.toBeNull());

test("a tool's own name has at most 64 characters, dots included", () => {
  expect(toolNameFault("a".repeat(64))).toBeNull();
  expect(toolNameFault(`${"a".repeat(60)}.${"b".repeat(10)}`)).not.toBeNull();
});

test.each([
  ["read_file", "read_fi1e"],
  ["read_file", "Read_File"],
  ["read_file", "read-file"],
  ["list_o", "Iist_0"],
  ["format", "forrnat"],
  ["draw", "dravv"],
])("%s and %s look alike", (one, other) => {
  expect(skeleton(one)).toBe(skeleton(other));
});

test("names that a person tells apart have different skeletons", () => {
  const names = ["read_file", "read_files", "write_file", "move_file", "edit_file", "list_directory"];
  expect(new Set(names.map(skeleton)).size).toBe(names.length);
});
