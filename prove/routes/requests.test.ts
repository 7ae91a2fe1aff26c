import { describe, expect, it } from "vitest";
import { randomFrom } from "../random";
import { approachesTo, FOREIGN, sentBy, type People } from "./approaches";
import { asOfNothing, sameSaid } from "./existence";
import { MUTATIONS } from "./mutations";
import type { Target } from "./targets";

const ID = "018f0000-0000-7000-8000-000000000001";
const sent = {
  method: "POST",
  path: `/teams/${ID}`,
  headers: { origin: "http://localhost:1" },
  body: `["${ID}"]`,
};
const target: Target = {
  ...{ kind: "action", name: "save", sent, permission: "approvals.decide", guarded: true, changes: true },
  ...{ names: true, read: () => "done" },
};
const people: People = {
  ...{ bad: { old: "s=old" }, stranger: "s=theirs", tenantId: ID },
  roles: { admin: "s=a", reviewer: "s=r", responder: "s=p", viewer: "s=v" },
};

describe("wrong ways to a request", () => {
  it("tries every role without the permission, and none that has it", () => {
    const roles = approachesTo(target, people, randomFrom(1)).filter(({ family }) => family === "role");
    expect(roles.map(({ name }) => name)).toEqual(["responder", "viewer"]);
  });

  it("tries the same origins for the same seed, and always those that have been used in attacks", () => {
    const origins = (seed: number) =>
      approachesTo(target, people, randomFrom(seed), 1).flatMap((it) =>
        it.family === "origin" ? [it.name] : [],
      );
    expect(origins(5)).toEqual(origins(5));
    expect(origins(6)).toEqual(expect.arrayContaining(["no origin", "the origin null", "another site"]));
    expect(Object.keys(FOREIGN)).toHaveLength(12);
  });

  it("takes a header away where it is said to be absent", () => {
    expect(sentBy(target, { headers: { origin: "" } }).headers).toEqual({});
  });
});

describe("odd requests", () => {
  it("are sixty or more, each with a name of its own, and each another request", () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(60);
    const read = { method: "GET", path: "/sessions/1?tab=a", headers: { cookie: "s=1" } };
    const same = MUTATIONS.filter(({ of }) => JSON.stringify(of(read)) === JSON.stringify(read));
    expect(same).toEqual([]);
    expect(MUTATIONS.every(({ of }) => of(read).headers.cookie?.startsWith("s=1"))).toBe(true);
  });
});

describe("asking about nothing", () => {
  it("exchanges the ids wherever they stand", () => {
    const { path, body } = asOfNothing(sent, [ID]).sent;
    expect(`${path} ${body}`).not.toContain(ID);
    expect(path).toMatch(/^\/teams\/[0-9a-f-]{36}$/);
  });

  it("tells answers apart by what they say, not by whose ids they repeat", () => {
    const answer = (status: number, body: string) => ({
      status,
      body,
      headers: {},
      told: body,
      location: "",
    });
    expect(sameSaid(answer(404, `no ${ID}`), answer(404, "no 018f0000-0000-7000-8000-000000000002"))).toBe(
      true,
    );
    expect(sameSaid(answer(404, "no team"), answer(404, "not your team"))).toBe(false);
    expect(sameSaid(answer(403, "no"), answer(404, "no"))).toBe(false);
  });
});
