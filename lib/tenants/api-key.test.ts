import { describe, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { mintKey, parseKey, sameHash } from "./api-key";

describe("API keys", () => {
  it("name their tenant and key, and hash to what is stored", () => {
    const [tenantId, keyId] = [newId(), newId()];
    const { text, hash } = mintKey(tenantId, keyId);
    const parsed = parseKey(text)!;
    expect(parsed).toMatchObject({ tenantId, keyId });
    expect(sameHash(parsed.hash, hash)).toBe(true);
    expect(mintKey(tenantId, keyId).text).not.toBe(text);
  });

  it("have one spelling: every other text is no key", () => {
    const { text } = mintKey(newId(), newId());
    const variants = [
      "",
      "agk_",
      text.slice(1),
      text.slice(0, -1),
      `${text}A`,
      `${text.slice(0, -1)}!`,
      ` ${text}`,
      text.replace("agk_", "AGK_"),
    ];
    // The last base64url character carries four bits that decode to nothing.
    const last = text.at(-1)!;
    const twins = ["A", "B", "C", "D", "Q", "g", "w"]
      .filter((char) => char !== last)
      .map((char) => text.slice(0, -1) + char);
    for (const variant of [...variants, ...twins]) {
      const parsed = parseKey(variant);
      if (parsed) expect(sameHash(parsed.hash, parseKey(text)!.hash)).toBe(false);
    }
    for (const variant of variants) expect(parseKey(variant)).toBeNull();
  });
});
