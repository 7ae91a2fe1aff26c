import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { OfferedServers } from "@/lib/upstreams/types";
import { TargetFields } from "./basics";
import { EMPTY_FORM, type UpstreamForm } from "./model";

const shown = (kind: UpstreamForm["kind"], offered: OfferedServers) => {
  const part = { form: { ...EMPTY_FORM, kind }, set: () => undefined, faults: {} };
  return renderToStaticMarkup(<TargetFields {...part} offered={offered} />);
};

it("an operator's list that is not usable is said at the choice of a program, and nowhere else", () => {
  const fault = "The list is not usable.";
  expect(shown("mcp_stdio", { servers: [], fault })).toContain(fault);
  expect(shown("mcp_stdio", { servers: [], fault })).not.toContain("has not listed any program");
  expect(shown("mcp_http", { servers: [], fault })).not.toContain(fault);
  expect(shown("mcp_stdio", { servers: [], fault: null })).toContain("has not listed any program");
});
