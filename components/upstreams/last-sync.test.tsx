import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { LastSync } from "./last-sync";

it("shows why comparing keeps failing beside when it last did not", () => {
  const shown = (syncedAt: string | null, uncompared: string | null) =>
    renderToStaticMarkup(<LastSync {...{ syncedAt, uncompared }} />);
  const at = "2026-11-22T10:00:00.000Z";
  expect(shown(at, "It keeps failing.")).toMatch(/2026.*It keeps failing\./s);
  expect(shown(null, "It keeps failing.")).toMatch(/Never.*It keeps failing\./s);
  expect(shown(at, null)).toContain("2026");
  expect(shown(null, null)).toContain("—");
});
