import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OperationRow } from "@/lib/upstreams/types";
import { chosenBefore, matching, MAX_OPERATIONS, tagsOf, withAll, without } from "./choose";

function row(tool: string, more: Partial<OperationRow> = {}): OperationRow {
  return {
    tool,
    method: "GET",
    path: `/${tool}`,
    summary: "",
    tags: [],
    deprecated: false,
    operation: "READ",
    arguments: [],
    fault: null,
    chosen: false,
    ...more,
  };
}

const ROWS = [
  row("listTickets", { tags: ["tickets"], summary: "All tickets", chosen: true }),
  row("createTicket", { tags: ["tickets"], method: "POST", operation: "WRITE" }),
  row("getUser", { tags: ["users", "admin"] }),
  row("broken", { fault: "Its body is not JSON.", chosen: true }),
];

describe("choosing operations of a document", () => {
  it("finds by every word, in name, path, method, summary and tags", () => {
    const tools = (text: string, tag = "") => matching(ROWS, { text, tag }).map(({ tool }) => tool);
    expect(tools("")).toHaveLength(4);
    expect(tools("TICKET")).toEqual(["listTickets", "createTicket"]);
    expect(tools("ticket post")).toEqual(["createTicket"]);
    expect(tools("admin")).toEqual(["getUser"]);
    expect(tools("", "users")).toEqual(["getUser"]);
    expect(tools("nothing like it")).toEqual([]);
  });

  it("lists every tag once", () => {
    expect(tagsOf(ROWS)).toEqual(["admin", "tickets", "users"]);
  });

  it("begins with what was imported before, and never chooses what cannot be imported", () => {
    expect([...chosenBefore(ROWS)]).toEqual(["listTickets"]);
    expect(withAll(new Set(), ROWS).has("broken")).toBe(false);
  });

  it("never chooses more than one import takes, and takes back exactly what was asked", () => {
    const sizes = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(sizes, sizes, (before, more) => {
        const start = new Set(Array.from({ length: Math.min(before, MAX_OPERATIONS) }, (_, at) => `a${at}`));
        const rows = Array.from({ length: more }, (_, at) => row(`b${at}`));
        const next = withAll(start, rows);
        expect(next.size).toBe(Math.min(MAX_OPERATIONS, start.size + more));
        expect(without(next, rows)).toEqual(start);
      }),
    );
  });
});
