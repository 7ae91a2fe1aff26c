import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
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
  incidents: [
    {
      id: "i",
      ref: "INC-7",
      title: "Echo",
      severity: "SEV2",
      status: "open",
      openedAt: "2026-11-22T01:01:00.000Z",
    },
  ],
};

describe("an alert in the bell", () => {
  it("leads to what it is about, and to the incidents that were opened of it", () => {
    const may = { ok: true } as const;
    const html = renderToStaticMarkup(
      <AlertList
        rows={[row]}
        failed={false}
        may={may}
        mayOpen={may}
        onAcknowledge={() => Promise.resolve()}
      />,
    );
    expect(html).toContain('href="/upstreams/u"');
    expect(html).toContain('href="/incidents/INC-7"');
  });
});
