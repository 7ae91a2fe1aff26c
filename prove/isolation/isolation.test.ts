import { describe, expect, it } from "vitest";
import { isRefusal, isTenantless, isUngranted, reachedRow, refusalOf } from "./errors";
import { forbiddenStatements } from "./forbidden";
import { changeOf, uniqueWhere } from "./operations";
import { makeRow } from "./rows";
import { admitted, parentsFirst, type Column, type Table } from "./tables";
import { speaksOf } from "./trial";
import { changed, type Side } from "./world";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type, required: true, hasDefault: false, checked: false, updatable: true },
  ...more,
});
const table = (name: string, more: Partial<Table> = {}): Table => ({
  ...{ name, model: name, key: ["id"], references: [], fields: [], tenantColumn: "tenant_id" },
  ...{ columns: [column("id", "uuid"), column("tenant_id", "uuid"), column("title", "text")] },
  ...{ granted: { insert: true, update: true, remove: true } },
  ...more,
});
const child = table("child", {
  references: [{ name: "fk", column: "parent_id", parent: "parent", parentColumn: "id", unique: false }],
});

describe("the tables", () => {
  it("come parents first, whatever their order was", () =>
    expect(parentsFirst([child, table("parent")]).map(({ name }) => name)).toEqual(["parent", "child"]));

  it("are refused where their references go in a circle", () => {
    const references = [{ name: "fk", column: "c", parent: "child", parentColumn: "id", unique: false }];
    expect(() => parentsFirst([child, table("parent", { references })])).toThrow(/circle/);
  });

  it("say which value a CHECK admits", () => {
    const check = "CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text])))";
    expect(admitted("status", [check])).toBe("pending");
    expect(admitted("span", ["CHECK ((span = ANY (ARRAY[60, 3600])))"])).toBe("60");
    expect(admitted("state", [check])).toBeUndefined();
  });
});

describe("a made row", () => {
  it("has its tenant, its parent and the marker", () => {
    const row = makeRow(child, { marker: "m", tenantId: "t", parent: () => ({ id: "p" }) });
    expect(row).toMatchObject({ tenant_id: "t", parent_id: "p", title: expect.stringMatching(/^m /) });
  });

  it("cannot be made of a type that nobody knows, and says so", () => {
    const strange = table("strange", { columns: [column("area", "polygon")] });
    expect(() => makeRow(strange, { marker: "m", tenantId: "t", parent: () => ({}) })).toThrow(
      /polygon \(area\)/,
    );
  });
});

describe("an operation", () => {
  const fields = ["a", "b"].map((name) => ({ name, kind: "scalar", type: "String", column: name }));
  const several = table("several", { key: ["a", "b"], fields });

  it("names a key of several columns as the client does", () =>
    expect(uniqueWhere(several, { a: 1, b: 2, c: 3 })).toEqual({ a_b: { a: 1, b: 2 } }));

  it("changes neither key nor tenant", () => expect(changeOf(child, {})).toEqual({ title: "changed" }));
});

describe("a refusal", () => {
  const said = (code: string, message: string) => ({ code, message });

  it("is one by rights only, not by a constraint behind them", () => {
    expect(isRefusal(said("42501", 'new row violates row-level security policy for table "x"'))).toBe(true);
    expect(isRefusal(said("P2025", "No record was found"))).toBe(true);
    expect(isRefusal(said("23503", "foreign key"))).toBe(false);
    expect(isRefusal(said("42501", "outcomes is append-only"))).toBe(false);
    expect(reachedRow(said("42501", "outcomes is append-only"))).toBe(true);
    expect(isUngranted(said("42501", "permission denied for table x"))).toBe(true);
  });

  it("says that there was no tenant by two codes, and not by those of a connection that was lost", () => {
    const tenantless = (code: string) => isTenantless({ code });
    expect(["42704", "22P02"].every(tenantless)).toBe(true);
    expect(["57P01", "P1017", "P2024", "P2028", "Error"].some(tenantless)).toBe(false);
  });

  it("is read from below the client's own error", () => {
    const cause = { originalCode: "42501", originalMessage: "permission denied for table x" };
    const error = Object.assign(new Error("Invalid"), {
      code: "P2039",
      meta: { driverAdapterError: { cause } },
    });
    expect(refusalOf(error)).toEqual(said("42501", "permission denied for table x"));
  });
});

describe("an answer", () => {
  const id = "01900000-0000-7000-8000-000000000001";
  const side: Side = { tenantId: "t1", marker: "secret-of-one", rows: new Map([["x", { parent_id: id }]]) };

  it("speaks of a tenant by its id, its text, or an id in its row, also in bytes", () => {
    expect(speaksOf([{ tenantId: "t1" }], side, "x")).toBe(true);
    expect(speaksOf({ bytes: Buffer.from("the secret-of-one") }, side, "x")).toBe(true);
    expect(speaksOf([{ other: id, big: 1n }], side, "x")).toBe(true);
    expect(speaksOf([{ tenantId: "t2" }], side, "x")).toBe(false);
  });

  it("tells which tables differ, the ones that came or went too", () =>
    expect(changed({ a: "1", b: "2" }, { a: "1", b: "3", c: "4" })).toEqual(["b", "c"]));
});

it("tries at least forty statements that would bend the rules", () =>
  expect(new Set(forbiddenStatements("2026_11")).size).toBeGreaterThanOrEqual(40));
