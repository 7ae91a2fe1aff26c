import { describe, expect, test } from "vitest";
import { jsonBody } from "./json-body";

const post = (body: string, type = "application/json"): Request =>
  new Request("http://localhost/", { method: "POST", body, headers: { "content-type": type } });

describe("reading a JSON body", () => {
  test("answers what was sent", async () => {
    await expect(jsonBody(post('{"a":"ü"}'), 100)).resolves.toEqual({ a: "ü" });
  });

  test("counts bytes, not characters, and stops at the limit", async () => {
    await expect(jsonBody(post('"ü"'), 4)).resolves.toBe("ü");
    await expect(jsonBody(post('"ü"'), 3)).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
  });

  test("refuses what isn't JSON, or doesn't say that it is", async () => {
    await expect(jsonBody(post("{"), 100)).rejects.toMatchObject({ code: "MALFORMED_JSON" });
    await expect(jsonBody(post(""), 100)).rejects.toMatchObject({ code: "MALFORMED_JSON" });
    await expect(jsonBody(post("{}", "text/plain"), 100)).rejects.toMatchObject({
      code: "UNSUPPORTED_MEDIA_TYPE",
    });
  });
});
