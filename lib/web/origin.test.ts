import { describe, expect, it } from "vitest";
import { env } from "../platform/env";
import { DomainError } from "../platform/errors";
import { consoleOrigins, requireOwnOrigin } from "./origin";

const own = new URL(env().CONSOLE_URL).origin;
const refused = (headers: Record<string, string>) => () => requireOwnOrigin(new Headers(headers));

describe("the origin of a change", () => {
  it("is a page of this console", () => {
    expect(refused({ origin: own })).not.toThrow();
    expect(refused({ origin: own, "sec-fetch-site": "same-origin" })).not.toThrow();
  });

  it("is refused when absent, null or another's", () => {
    const others = [
      {},
      { origin: "" },
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: `${own}.evil.example` },
      { origin: `${own}/` },
      { origin: own.replace("http:", "https:") },
      { origin: "http://localhost:1" },
      { origin: own, "sec-fetch-site": "cross-site" },
      { origin: own, "sec-fetch-site": "same-site" },
      { referer: `${own}/approvals` },
    ];
    for (const headers of others)
      expect(refused(headers as Record<string, string>), JSON.stringify(headers)).toThrow(DomainError);
  });

  it("may name this machine in each of its ways, and a public console only in one", () => {
    expect(consoleOrigins("http://localhost:3000")).toEqual([
      "http://localhost:3000",
      "http://127.0.0.1:3000",
      "http://[::1]:3000",
    ]);
    expect(consoleOrigins("https://gate.example.com/")).toEqual(["https://gate.example.com"]);
  });
});
