import { expect, it } from "vitest";
import { answersOf } from "./answers";

const list = (...statuses: string[]) => statuses.map((status, n) => ({ id: String(n), status }));

it("the next request answers a request for changes, and both know of each other", () => {
  const requests = list("approved", "changes_requested", "pending");
  expect(answersOf(requests, "1")).toEqual({ answers: null, answeredBy: "2" });
  expect(answersOf(requests, "2")).toEqual({ answers: "1", answeredBy: null });
  expect(answersOf(requests, "0")).toEqual({ answers: null, answeredBy: null });
});

it("what came to nothing leaves it unanswered, and what was decided does not", () => {
  expect(answersOf(list("changes_requested", "expired", "cancelled", "pending"), "3").answers).toBe("0");
  expect(answersOf(list("changes_requested", "expired", "cancelled", "pending"), "0").answeredBy).toBe("3");
  expect(answersOf(list("changes_requested", "denied", "pending"), "2").answers).toBeNull();
  expect(answersOf(list("changes_requested", "approved", "pending"), "0").answeredBy).toBe("1");
});

it("changes may be asked for again and again, each answered by the next", () => {
  const requests = list("changes_requested", "changes_requested", "approved");
  expect(answersOf(requests, "1")).toEqual({ answers: "0", answeredBy: "2" });
  expect(answersOf(requests, "2")).toEqual({ answers: "1", answeredBy: null });
});
