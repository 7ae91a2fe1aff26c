import { describe, expect, it } from "vitest";
import type { Answer } from "./http";
import { isRefusal, ofAction, ofPage, ofRoute } from "./verdict";

const answer = (status: number, body = "", headers: Record<string, string> = {}): Answer => ({
  ...{ status, body, headers, told: body, location: headers.location ?? "" },
});

describe("what an answer says", () => {
  it("takes a way to sign in for a refusal, and any other way for an answer", () => {
    expect(ofPage(answer(307, "", { location: "/login?next=%2Fsessions" }))).toBe("unauthenticated");
    expect(ofPage(answer(307, "", { location: "/overview" }))).toBe("done");
    expect(ofPage(answer(307, "", { location: "/login-of-somebody-else" }))).toBe("done");
  });

  it("hears a refusal that comes in the middle of a stream", () => {
    expect(ofPage(answer(200, 'x"digest":"NEXT_REDIRECT;replace;/login;307;"'))).toBe("unauthenticated");
    expect(ofPage(answer(200, "NEXT_HTTP_ERROR_FALLBACK;403"))).toBe("forbidden");
    expect(ofPage(answer(200, "<main>Sessions</main>"))).toBe("done");
  });

  it("reads an action's own answer, which is 200 for failures too", () => {
    expect(ofAction(answer(200, '1:{"ok":false,"code":"FORBIDDEN","message":"No"}'))).toBe("forbidden");
    expect(ofAction(answer(200, '1:{"ok":true,"data":{}}'))).toBe("done");
    expect(ofAction(answer(200, '1:{"ok":false,"code":"LOCKED"}'))).toBe("conflict");
    expect(ofAction(answer(200, ""))).toBe("done");
  });

  it("tells Next's own wordless end of an action from a failure of ours, and neither is a refusal", () => {
    const wordless = ofAction(answer(500, '0:{"a":"$@1"}\n1:E{"digest":"2923994329"}\n'));
    const failed = [
      answer(500, '1:E{"digest":"1","message":"cnry"}\n'),
      answer(500, "Internal Server Error"),
    ];
    expect([wordless, ...failed.map(ofAction)]).toEqual(["wordless", "failed", "failed"]);
    expect([wordless, "failed" as const].some(isRefusal)).toBe(false);
  });

  it("never takes a failure of a route for a refusal", () => {
    expect([401, 403, 404, 422, 500, 200].map(ofRoute)).toEqual([
      ...["unauthenticated", "forbidden", "missing", "invalid", "failed", "done"],
    ]);
  });
});
