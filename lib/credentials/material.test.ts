import { describe, expect, it } from "vitest";
import { materialOf } from "./material";
import type { Parts } from "./providers";
import { scrubText, SCRUBBED } from "./scrub";

const VALUE: Parts = { kind: "value", value: "s3cret-value" };
const AWS: Parts = {
  kind: "aws",
  accessKeyId: "ASIAEXAMPLE000000000",
  secretAccessKey: "secret/access+key",
  sessionToken: "session-token",
  region: "eu-central-1",
};

describe("what opens an upstream", () => {
  it("is a header, in one of three ways", () => {
    expect(materialOf(VALUE, { as: "bearer" }, 5)).toEqual({
      headers: { authorization: "Bearer s3cret-value" },
      secrets: ["s3cret-value"],
      expiresAt: 5,
    });
    expect(materialOf(VALUE, { as: "header", name: "X-Key", prefix: "Token " }, null).headers).toEqual({
      "x-key": "Token s3cret-value",
    });
    const basic = materialOf(VALUE, { as: "basic", username: "us" }, null);
    const pair = Buffer.from("us:s3cret-value").toString("base64");
    expect(basic.headers).toEqual({ authorization: `Basic ${pair}` });
    expect(scrubText(`echo: Basic ${pair}`, basic.secrets)).toBe(`echo: Basic ${SCRUBBED}`);
  });

  it("is variables of a child", () => {
    expect(materialOf(VALUE, { as: "env", names: { TOKEN: "value" } }, null).env).toEqual({
      TOKEN: "s3cret-value",
    });
    const names = { ID: "accessKeyId", KEY: "secretAccessKey", TOKEN: "sessionToken", R: "region" } as const;
    const material = materialOf(AWS, { as: "env", names }, null);
    expect(material.env).toEqual({
      ID: AWS.accessKeyId,
      KEY: AWS.secretAccessKey,
      TOKEN: AWS.sessionToken,
      R: "eu-central-1",
    });
    expect(material.secrets).not.toContain("eu-central-1");
  });

  it("is what requests are signed with", () => {
    const deliver = { as: "aws_sigv4", service: "s3", region: "us-east-1" } as const;
    expect(materialOf(AWS, deliver, null).aws).toMatchObject({ service: "s3", region: "us-east-1" });
  });

  it.each([
    ["a line break in a header", { kind: "value", value: "a\nb-secret" }, { as: "bearer" }],
    ["a sign that no header has", { kind: "value", value: "sécret-value" }, { as: "bearer" }],
    ["a NUL in a variable", { kind: "value", value: "a\0b-secret" }, { as: "env", names: { A: "value" } }],
    ["one part too few", VALUE, { as: "env", names: { A: "sessionToken" } }],
    ["one part too many", AWS, { as: "bearer" }],
    ["signing with one value", VALUE, { as: "aws_sigv4", service: "s3", region: "us-east-1" }],
  ])("is refused for %s, without quoting it", (_, parts, deliver) => {
    const attempt = () => materialOf(parts as Parts, deliver as Parameters<typeof materialOf>[1], null);
    expect(attempt).toThrow(expect.objectContaining({ kind: "configuration" }));
    expect(attempt).not.toThrow(/secret-value|b-secret/);
  });
});
