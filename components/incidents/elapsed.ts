import { countdown } from "../ui/time-format";

/** "07:12", "1:07:12", "3 d 4 h". */
export function elapsed(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  return hours >= 48
    ? `${Math.floor(hours / 24)} d ${hours % 24} h`
    : countdown(Math.floor(ms / 1_000) * 1_000);
}
