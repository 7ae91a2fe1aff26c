import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { CHIP } from "../incidents/testing";
import { AlertList, type ShownAlert } from "./alert-list";

const row: ShownAlert = {
  id: "a",
  kind: "upstream.down",
  severity: "critical",
  subject: { kind: "upstream", id: "u" },
  title: "Echo is down",
  detail: "",
  createdAt: "2026-11-22T01:00:00.000Z",
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  incidents: [CHIP],
};

const may = { ok: true } as const;
const shown = (rows: readonly ShownAlert[]) =>
  renderToStaticMarkup(
    <AlertList rows={rows} failed={false} may={may} mayOpen={may} onAcknowledge={() => Promise.resolve()} />,
  );

describe("an alert in the bell", () => {
  it("leads to what it is about, and to the incidents that were opened of it", () => {
    const html = shown([row]);
    expect(html).toContain('href="/upstreams/u"');
    expect(html).toContain('href="/incidents/INC-7"');
  });

  it("has an incident opened of it while none is at work on it", () => {
    const offered = (incidents: ShownAlert["incidents"]) =>
      shown([{ ...row, incidents }]).includes("Open incident");
    expect(offered([])).toBe(true);
    expect(offered([{ ...CHIP, status: "mitigated" }])).toBe(false);
    expect(offered([{ ...CHIP, status: "resolved" }])).toBe(true);
    expect(offered([{ ...CHIP, status: "reviewed" }, CHIP])).toBe(false);
  });
});
