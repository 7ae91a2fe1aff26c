import { describe, expect, it } from "vitest";
import { declaredIn, pagePermission } from "./declared";

describe("what a file of app/ declares", () => {
  it("finds what wrappers make, with the permission they are given", () => {
    const text = `const MANAGE = "notifications.manage";
      export const GET = route("audit.read", Query, read);
      export const save = consoleAction(Input, MANAGE, (ctx) => save(ctx));
      export const mine = consoleAction(Input, null, mine);`;
    expect(declaredIn("actions.ts", text)).toEqual([
      { name: "GET", wrapped: true, permission: "audit.read" },
      { name: "save", wrapped: true, permission: "notifications.manage" },
      { name: "mine", wrapped: true, permission: null },
    ]);
  });

  it("finds what is written by hand, in each way of exporting", () => {
    const text = `export async function POST() {}
      export const { GET, PUT } = handlers;
      export { answer as DELETE };
      export type Props = {};
      function hidden() {}`;
    expect(declaredIn("route.ts", text).map(({ name, wrapped }) => [name, wrapped])).toEqual([
      ...[
        ["POST", false],
        ["GET", false],
        ["PUT", false],
        ["DELETE", false],
      ],
    ]);
  });

  it("would rather fail than not know a permission", () => {
    expect(() => declaredIn("route.ts", "export const GET = route(of(x), Q, f);")).toThrow(
      "which permission",
    );
  });

  it("reads what a page asks for itself", () => {
    expect(pagePermission('await requireSession("audit.read")')).toBe("audit.read");
    expect(pagePermission("await requireSession()")).toBeNull();
    expect(pagePermission("return <p>Open</p>")).toBeUndefined();
  });
});
