import fc from "fast-check";
import { expect, test } from "vitest";
import { idFromEnds, LineReader } from "./line-reader";

test("lines come out whole, however the bytes were cut", () => {
  const lines = fc.array(
    fc.string({ unit: "grapheme" }).map((line) => line.replaceAll("\n", "")),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 7 }), (wanted, step) => {
      const bytes = Buffer.from(wanted.map((line) => `${line}\n`).join(""));
      const reader = new LineReader(10_000);
      const read = [];
      for (let at = 0; at < bytes.length; at += step)
        read.push(...reader.push(bytes.subarray(at, at + step)));
      expect(read).toEqual(wanted.map((text) => ({ kind: "line", text })));
    }),
  );
});

test("a line over the bound is not held: only its ends are, and the next line is whole", () => {
  const reader = new LineReader(1_000);
  const long = `{"jsonrpc":"2.0","id":9,"result":"${"x".repeat(100_000)}"}`;
  const read = [];
  for (let at = 0; at < long.length; at += 333)
    read.push(...reader.push(Buffer.from(long.slice(at, at + 333))));
  expect(read).toEqual([]);
  const [first, second] = reader.push(Buffer.from("\nnext\n"));
  expect(first?.kind === "oversized" && first.head.length + first.tail.length).toBe(512);
  expect(first?.kind === "oversized" && idFromEnds(first.head, first.tail)).toBe(9);
  expect(second).toEqual({ kind: "line", text: "next" });
});

test.each([
  ['{"jsonrpc":"2.0","id":12,"result":', "}", 12],
  ['{"id":"a-1","jsonrpc"', "}", "a-1"],
  ['{"result":{"id":3', ',"jsonrpc":"2.0","id":12}', 12],
  ['{"result":{"id":3', '},"id":12,"jsonrpc":"2.0"} ', 12],
  ['{"result":{"id":3', '{"id":4}}}', null],
])("of %s … %s the id is %j", (head, tail, id) => {
  expect(idFromEnds(head, tail)).toBe(id);
});
