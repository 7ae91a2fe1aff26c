export type Instant = { ok: true; at: number; twice: boolean } | { ok: false; why: string };

const WALL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;
const DAY_MS = 86_400_000;

/**
 * The moment (Unix milliseconds) at which clocks of a zone show a time such as "2026-03-29T02:30". Where clocks
 * are set forward a time may not exist; where they are set back it exists twice, and the first is meant.
 */
export function instantOf(wall: string, timeZone: string): Instant {
  const parts = WALL.exec(wall)?.slice(1).map(Number);
  if (!parts) return { ok: false, why: "Give a whole date and time." };
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  const found = [shown - DAY_MS, shown + DAY_MS]
    .map((near) => shown - offsetAt(near, timeZone))
    .filter((at) => at + offsetAt(at, timeZone) === shown);
  const at = Math.min(...found);
  if (found.length === 0)
    return { ok: false, why: "The clocks are set forward over this time: it doesn't exist on that day." };
  return { ok: true, at, twice: new Set(found).size > 1 };
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const value = Object.fromEntries(
    format.formatToParts(at).map(({ type, value: text }) => [type, Number(text)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = value;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
