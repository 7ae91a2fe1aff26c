import { duration } from "../../ui/time-format";
import type { Room } from "./room";
import { toTime, type Sight, type TimeScale } from "./time-scale";

/** How many times stand along the top, and how far apart labels of breaks must be not to cover each other. */
const LABELS: Record<Room, { ticks: readonly number[]; apart: number }> = {
  narrow: { ticks: [0, 0.5, 1], apart: 0.36 },
  medium: { ticks: [0, 1], apart: 0.6 },
  wide: { ticks: [0, 0.25, 0.5, 0.75, 1], apart: 0.2 },
};

/** Times along the top, since the first call, and how long each break is. */
export function Axis({ scale, sight, room }: { scale: TimeScale; sight: Sight; room: Room }) {
  const { ticks, apart } = LABELS[room];
  const width = sight.x1 - sight.x0;
  const folds = foldLabels(scale, sight, apart);
  return (
    <div className="relative h-full text-2xs text-ink-3 tabular-nums">
      {ticks.map((part) => (
        <span
          key={part}
          className="absolute top-0 whitespace-nowrap"
          style={
            part === 1 ? { right: 0 } : { left: `${part * 100}%`, transform: part ? "translateX(-50%)" : "" }
          }
        >
          {sinceStart(toTime(scale, sight.x0 + part * width) - scale.from)}
        </span>
      ))}
      {folds.map(({ x, ms }) => (
        <span
          key={x}
          title={`${shortLength(ms)} in which nothing happened`}
          className="absolute bottom-0 -translate-x-1/2 rounded-xs bg-muted-soft px-1 whitespace-nowrap text-muted"
          style={{ left: `clamp(2rem, ${x * 100}%, calc(100% - 2rem))` }}
        >
          {shortLength(ms)} folded
        </span>
      ))}
    </div>
  );
}

/** Labels of the breaks in sight, the longest first; one that would cover another is left out. */
function foldLabels(scale: TimeScale, { x0, x1 }: Sight, apart: number): { x: number; ms: number }[] {
  const labels: { x: number; ms: number }[] = [];
  for (const fold of scale.folds.toSorted((a, b) => b.to - b.from - (a.to - a.from))) {
    const x = ((fold.x0 + fold.x1) / 2 - x0) / (x1 - x0);
    const free = labels.every((label) => Math.abs(label.x - x) >= apart);
    if (x >= 0 && x <= 1 && free) labels.push({ x, ms: fold.to - fold.from });
  }
  return labels;
}

function sinceStart(ms: number): string {
  return ms <= 0 ? "0" : `+${shortLength(ms)}`;
}

/** "812 ms", "3.4 s", "6 m 2 s", "3 h 5 m", "2 d 4 h": short enough for an axis. */
export function shortLength(ms: number): string {
  if (ms < 60_000) return duration(ms);
  const seconds = Math.round(ms / 1_000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} m` : `${hours} h`;
  return seconds % 60 > 0 ? `${minutes} m ${seconds % 60} s` : `${minutes} m`;
}
