import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { IssuedRow } from "@/lib/credentials/types";
import { IssuedTable } from "./issued-table";

const row: IssuedRow = {
  id: "i",
  upstream: { id: "u", slug: "shop" },
  sessionId: "s",
  call: { id: "c", capability: "orders.refund" },
  scope: "write",
  issuedAt: "2026-11-22T01:00:00.000Z",
  expiresAt: null,
  state: "live",
  endedAt: null,
  detail: "",
};

describe("what was issued for one call", () => {
  it("names the call by its tool, and leads to it", () => {
    const html = renderToStaticMarkup(<IssuedTable rows={[row]} empty={null} />);
    expect(html).toContain('href="/sessions/s?call=c"');
    expect(html).toContain("orders.refund");
  });
});
