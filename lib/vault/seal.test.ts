import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readVaultKeys, seal, unseal } from "./index";

const material = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const keys = readVaultKeys(`now:${material(1)},before:${material(2)}`);
const PLACE = "agentgate:secret:tenant:credential:id:value";
const refused = (run: () => unknown): unknown => {
  try {
    return { opened: run() };
  } catch (error) {
    return error;
  }
};
const unavailable = expect.objectContaining({ code: "VAULT_UNAVAILABLE" }) as unknown;

describe("what is sealed", () => {
  it("opens again, whatever text it is, and only at its place", () => {
    const text = fc.string({ unit: "binary", maxLength: 2000 });
    fc.assert(
      fc.property(text, fc.string(), fc.string(), (secret, place, other) => {
        const sealed = seal(secret, place, keys);
        expect(unseal(sealed, place, keys)).toBe(secret);
        if (other !== place) expect(refused(() => unseal(sealed, other, keys))).toEqual(unavailable);
      }),
    );
  });

  it("is never the same twice, nor does it contain its text", () => {
    const sealed = Array.from({ length: 50 }, () => Buffer.from(seal("canary-7", PLACE, keys).sealed));
    expect(new Set(sealed.map((bytes) => bytes.toString("hex"))).size).toBe(50);
    expect(new Set(sealed.map((bytes) => bytes.subarray(0, 12).toString("hex"))).size).toBe(50);
    expect(sealed.some((bytes) => bytes.includes("canary"))).toBe(false);
    expect(sealed[0]?.length).toBe(12 + "canary-7".length + 16);
  });

  it("doesn't open once any one bit of it is another: nonce, text or tag", () => {
    const { keyId, sealed } = seal("a secret", PLACE, keys);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const bytes = Uint8Array.from(sealed);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(refused(() => unseal({ keyId, sealed: bytes }, PLACE, keys))).toEqual(unavailable);
    }
  });

  it("doesn't open when it is shorter or longer, down to nothing", () => {
    const { keyId, sealed } = seal("", PLACE, keys);
    for (let length = 0; length < sealed.length; length++) {
      for (const bytes of [sealed.slice(0, length), sealed.slice(sealed.length - length)]) {
        expect(refused(() => unseal({ keyId, sealed: bytes }, PLACE, keys))).toEqual(unavailable);
      }
    }
    const longer = Uint8Array.from([...sealed, 0]);
    expect(refused(() => unseal({ keyId, sealed: longer }, PLACE, keys))).toEqual(unavailable);
    expect(unseal({ keyId, sealed }, PLACE, keys)).toBe("");
  });

  it("is sealed by the first key and opened by the one it was sealed with", () => {
    const older = readVaultKeys(`before:${material(2)}`);
    const old = seal("kept", PLACE, older);
    expect(old.keyId).toBe("before");
    expect(unseal(old, PLACE, keys)).toBe("kept");
    expect(seal("kept", PLACE, keys).keyId).toBe("now");
  });

  it("doesn't open under another key of the same name, nor under one that is gone", () => {
    const sealed = seal("kept", PLACE, keys);
    const another = readVaultKeys(`now:${material(3)}`);
    expect(refused(() => unseal(sealed, PLACE, another))).toEqual(unavailable);
    const gone = readVaultKeys(`later:${material(4)}`);
    const error = refused(() => unseal(sealed, PLACE, gone));
    expect(error).toEqual(unavailable);
    expect(String(error)).toContain("now");
  });

  it("refuses in sentences without text, key or place", () => {
    const sealed = seal("canary-text", PLACE, keys);
    const bytes = Uint8Array.from(sealed.sealed);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    const errors = [
      refused(() => unseal({ ...sealed, sealed: bytes }, PLACE, keys)),
      refused(() => unseal(sealed, PLACE, readVaultKeys(`later:${material(4)}`))),
    ];
    for (const error of errors) {
      const said = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
      for (const secret of ["canary", material(1), material(4), PLACE]) expect(said).not.toContain(secret);
    }
  });
});

describe("keys", () => {
  it.each([
    ["nothing", ""],
    ["only commas", " , ,"],
    ["no name", material(1)],
    ["an empty name", `:${material(1)}`],
    ["a name that is no name", `a b:${material(1)}`],
    ["a long name", `${"a".repeat(33)}:${material(1)}`],
    ["a short key", `a:${Buffer.alloc(31, 9).toString("base64")}`],
    ["a long key", `a:${Buffer.alloc(33, 9).toString("base64")}`],
    ["no key", "a:"],
    ["a name twice", `a:${material(1)},a:${material(2)}`],
    ["one bad among good ones", `a:${material(1)},b:nonsense`],
  ])("%s are refused in a sentence that quotes none of it", (_, text) => {
    const error = refused(() => readVaultKeys(text));
    expect(error).toEqual(unavailable);
    for (const part of text.split(/[,:]/).filter((it) => it.trim().length > 3)) {
      expect(String(error)).not.toContain(part);
    }
  });

  it("are read with spaces around them, the first one being the current", () => {
    const secret = randomBytes(32);
    const read = readVaultKeys(` one:${secret.toString("base64")} , two:${material(2)}, `);
    expect(read.current).toBe("one");
    expect([...read.keys.keys()]).toEqual(["one", "two"]);
    expect(read.keys.get("one")).toEqual(secret);
  });
});
