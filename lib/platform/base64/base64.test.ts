import fc from "fast-check";
import { expect, it } from "vitest";
import { exactBase64 } from "./index";

it("reads what was written", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(exactBase64(Buffer.from(bytes).toString("base64"))).toEqual(Buffer.from(bytes));
    }),
  );
});

it.each(["AB==", "AA=", "AA", "A A==", "AA==\n", "_-8=", "AA==AA=="])("takes no other text: %j", (text) => {
  expect(exactBase64(text)).toBeNull();
});
