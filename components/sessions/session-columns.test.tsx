import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { SessionRow } from "@/lib/calls/types";
import type { IncidentChip } from "@/lib/incidents/types";
import { CHIP } from "../incidents/testing";
import { sessionColumns } from "./session-columns";

const session = { id: "s", risk: null, quarantine: null, taint: [] as string[] } as unknown as SessionRow;

const riskOf = (incidents: ReadonlyMap<string, readonly IncidentChip[]>) => {
  const column = sessionColumns(incidents).find(({ id }) => id === "risk");
  return renderToStaticMarkup(<>{column?.cell(session)}</>);
};

describe("a session in the list", () => {
  it("leads to its incidents", () => {
    const html = riskOf(new Map([["s", [CHIP]]]));
    expect(html).toContain('href="/incidents/INC-7"');
    expect(html).toContain("SEV2 · Open");
  });

  it("without any says nothing of them", () => expect(riskOf(new Map())).not.toContain("INC-"));
});
