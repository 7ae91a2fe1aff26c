import { expect, it } from "vitest";
import { forEachTenant } from "./for-each-tenant";

it("does each tenant's work in turn, and all of it where one's fails", async () => {
  const begun: string[] = [];
  let working = 0;
  await forEachTenant(["one", "two", "three"], async (id) => {
    begun.push(id);
    expect(++working).toBe(1);
    await Promise.resolve();
    working--;
    if (id === "one") throw new Error("no");
  });
  expect(begun).toEqual(["one", "two", "three"]);
});
