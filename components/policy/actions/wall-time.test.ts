import { describe, expect, it } from "vitest";
import { instantOf } from "./wall-time";

const utc = (text: string): number => Date.parse(`${text}:00Z`);

describe("the moment that a scheduled time means", () => {
  it("is the same hour in UTC, and another by the zone's offset elsewhere", () => {
    expect(instantOf("2026-11-21T18:00", "UTC")).toEqual({
      ok: true,
      at: utc("2026-11-21T18:00"),
      twice: false,
    });
    expect(instantOf("2026-07-01T12:00", "Europe/Madrid")).toMatchObject({ at: utc("2026-07-01T10:00") });
    expect(instantOf("2026-12-01T12:00", "Europe/Madrid")).toMatchObject({ at: utc("2026-12-01T11:00") });
    expect(instantOf("2026-12-01T00:15", "Asia/Kathmandu")).toMatchObject({ at: utc("2026-11-30T18:30") });
  });

  it("doesn't exist in the hour that clocks skip", () => {
    expect(instantOf("2026-03-29T02:30", "Europe/Madrid")).toMatchObject({ ok: false });
    expect(instantOf("2026-03-29T01:59", "Europe/Madrid")).toMatchObject({ at: utc("2026-03-29T00:59") });
    expect(instantOf("2026-03-29T03:00", "Europe/Madrid")).toMatchObject({ at: utc("2026-03-29T01:00") });
  });

  it("is the first of two in the hour that clocks repeat", () => {
    expect(instantOf("2026-10-25T02:30", "Europe/Madrid")).toEqual({
      ok: true,
      at: utc("2026-10-25T00:30"),
      twice: true,
    });
    expect(instantOf("2026-11-01T01:30", "America/New_York")).toMatchObject({
      at: utc("2026-11-01T05:30"),
      twice: true,
    });
  });

  it("needs a whole date and time", () => {
    for (const text of ["", "2026-11-21", "tomorrow"]) expect(instantOf(text, "UTC").ok).toBe(false);
  });
});
