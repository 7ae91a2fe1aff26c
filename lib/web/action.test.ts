import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Role } from "../platform/ctx";
import { env } from "../platform/env";
import { DomainError } from "../platform/errors";
import { consoleAction } from "./action";

const request = vi.hoisted(() => ({ headers: new Headers(), session: null as unknown }));
vi.mock("next/headers", () => ({ headers: () => Promise.resolve(request.headers) }));
vi.mock("./session", () => ({
  currentSession: () => Promise.resolve(request.session),
  requestId: () => Promise.resolve("0190a000-0000-7000-8000-0000000000aa"),
}));

const tenantId = "0190a000-0000-7000-8000-00000000d301";
const own = new URL(env().CONSOLE_URL).origin;
const signIn = (...roles: Role[]) => {
  request.session = {
    ctx: { tenantId, requestId: "r", actor: { kind: "user", id: "u", label: "Platform reviewer", roles } },
  };
};
const verb = vi.fn((_ctx: unknown, input: { id: string }) => Promise.resolve({ done: input.id }));
const action = consoleAction(z.strictObject({ id: z.string().min(2) }), "approvals.decide", verb);

describe("a server action", () => {
  beforeEach(() => {
    request.headers = new Headers({ origin: own });
    signIn("reviewer");
    verb.mockReset();
    verb.mockImplementation((_ctx, input) => Promise.resolve({ done: input.id }));
  });

  it("runs its verb with the session's tenant and the parsed input", async () => {
    expect(await action({ id: "ab" })).toEqual({ ok: true, data: { done: "ab" } });
    expect(verb.mock.calls[0]?.[0]).toMatchObject({ tenantId });
  });

  it("does nothing for another origin, no session, the wrong role or the wrong input", async () => {
    const refusals: [string, () => void, unknown][] = [
      ["FORBIDDEN", () => (request.headers = new Headers()), { id: "ab" }],
      ["FORBIDDEN", () => (request.headers = new Headers({ origin: "null" })), { id: "ab" }],
      ["UNAUTHENTICATED", () => (request.session = null), { id: "ab" }],
      ["FORBIDDEN", () => signIn("viewer"), { id: "ab" }],
      ["FORBIDDEN", () => signIn(), { id: "ab" }],
      ["INVALID_INPUT", () => undefined, { id: "ab", tenantId: "other" }],
      ["INVALID_INPUT", () => undefined, { id: { not: "" } }],
      ["INVALID_INPUT", () => undefined, undefined],
    ];
    for (const [code, arrange, input] of refusals) {
      request.headers = new Headers({ origin: own });
      signIn("reviewer");
      arrange();
      expect(await action(input as { id: string })).toMatchObject({ ok: false, code });
    }
    expect(verb).not.toHaveBeenCalled();
  });

  it("names the field that is wrong", async () => {
    expect(await action({ id: "a" })).toMatchObject({
      ok: false,
      code: "INVALID_INPUT",
      fieldErrors: { id: expect.any(String) },
    });
  });

  it("passes on an expected failure's sentence", async () => {
    verb.mockRejectedValue(new DomainError("CONFLICT", "Somebody decided this a moment ago."));
    const answer = await action({ id: "ab" });
    expect(answer).toMatchObject({
      ok: false,
      code: "CONFLICT",
      message: "Somebody decided this a moment ago.",
    });
  });

  it("says nothing of an unexpected failure but its reference", async () => {
    verb.mockRejectedValue(new Error("password=hunter2 at db.internal"));
    const answer = await action({ id: "ab" });
    expect(answer).toMatchObject({
      ok: false,
      code: "INTERNAL",
      requestId: "0190a000-0000-7000-8000-0000000000aa",
    });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  });

  it("lets Next's own redirects through", async () => {
    verb.mockRejectedValue(
      Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;push;/login;307;" }),
    );
    await expect(action({ id: "ab" })).rejects.toThrow("NEXT_REDIRECT");
  });
});
