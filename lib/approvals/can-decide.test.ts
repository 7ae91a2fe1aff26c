import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canDecide, type DecidableRequest } from "./can-decide";

const now = new Date("2026-01-01T12:00:00Z");
const later = new Date(now.getTime() + 60_000);
const request: DecidableRequest = {
  status: "pending",
  expiresAt: later,
  eligibleRole: "reviewer",
  requesterUserIds: ["owner"],
  votes: [],
};
const reviewer = { id: "r1", roles: ["reviewer"] };

describe("who may decide a request", () => {
  it("lets an uninvolved person with the role decide", () => {
    expect(canDecide(reviewer, request, now)).toEqual({ ok: true });
  });

  it.each([
    ["a settled request", reviewer, { ...request, status: "denied" }, "decided", "This is already denied."],
    [
      "a request past its deadline, whatever its stored status says",
      reviewer,
      { ...request, expiresAt: now },
      "expired",
      "Nobody decided in time, so this was denied.",
    ],
    [
      "a person on the requester's side, whatever their roles",
      { id: "owner", roles: ["reviewer", "admin"] },
      request,
      "requester",
      "This agent acts for you, so somebody else has to decide.",
    ],
    [
      "a person without the role, even an admin",
      { id: "a1", roles: ["admin"] },
      request,
      "role",
      "Deciding this needs the role reviewer, which you don't have here.",
    ],
    [
      "a person who has voted",
      reviewer,
      { ...request, votes: [{ userId: "r1", verdict: "approve" }] },
      "voted",
      "You have approved this; it waits for another person.",
    ],
  ])("refuses %s with one sentence", (_title, person, asked, cause, reason) => {
    expect(canDecide(person, asked, now)).toEqual({ ok: false, cause, reason });
  });

  it("never lets anybody approve twice, late, without the role or for themselves", () => {
    const id = fc.constantFrom("a", "b", "c");
    const role = fc.constantFrom("admin", "reviewer", "viewer");
    const drawn = fc.record({
      status: fc.constantFrom("pending", "approved", "denied", "expired", "cancelled"),
      expiresAt: fc.constantFrom(now, later, new Date(0)),
      eligibleRole: role,
      requesterUserIds: fc.array(id),
      votes: fc.array(fc.record({ userId: id, verdict: fc.constant("approve") })),
    });
    fc.assert(
      fc.property(fc.record({ id, roles: fc.array(role) }), drawn, (person, asked) => {
        const wanted =
          asked.status === "pending" &&
          asked.expiresAt > now &&
          person.roles.includes(asked.eligibleRole) &&
          !asked.requesterUserIds.includes(person.id) &&
          !asked.votes.some((vote) => vote.userId === person.id);
        expect(canDecide(person, asked, now).ok).toBe(wanted);
      }),
      { numRuns: 3000 },
    );
  });
});
