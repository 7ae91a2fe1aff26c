import { expect, test } from "vitest";
import { upstreamRef } from "@/tests/upstream-peers";
import { networkOf } from "./network";

test("what carries a credential is secret, with its own roots or without", async () => {
  const plain = upstreamRef("mcp_http", { url: "https://one.example/mcp" });
  const credential = { id: "c", version: 1, disabled: false, use: {} };
  expect(await networkOf(plain)).toEqual({ allow: plain.allow });
  expect(await networkOf({ ...plain, credential })).toEqual({ allow: plain.allow, secret: true });
  expect(await networkOf({ ...plain, credential, tls: { ca: "-----BEGIN" } })).toEqual({
    ...{ allow: plain.allow, secret: true },
    tls: { ca: "-----BEGIN" },
  });
});
