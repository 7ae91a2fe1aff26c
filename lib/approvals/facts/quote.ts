import { visible } from "../../capabilities";

/** At most so many characters of anything an agent sent stand in a sentence of ours. */
export const MAX_QUOTED = 60;
const MAX_FIELD = 40;

/** An agent's text between quotes that it cannot close, short, with everything unseen written out. */
export function quoted(value: string): string {
  return `“${cut(value, MAX_QUOTED).replaceAll(/[“”]/g, "'")}”`;
}

/** The name of an argument: the agent's as well, where the tool takes any. */
export function fieldName(path: string): string {
  const name = cut(path, MAX_FIELD);
  return /^[\w.[\]-]+$/.test(name) ? name : quoted(name);
}

/** "4,200" or "0.25": as people write numbers, whatever the machine does. */
export function shownNumber(value: number): string {
  return Math.abs(value) >= 1e15 ? String(value) : value.toLocaleString("en", { maximumFractionDigits: 4 });
}

function cut(text: string, most: number): string {
  // Escapes are longer than what they stand for: cut what is shown, never in the middle of a character.
  const shown = [...visible(text.slice(0, most * 2)).replaceAll(/\s/g, " ")];
  const whole = shown.length <= most && text.length <= most * 2;
  return whole ? shown.join("") : `${shown.slice(0, most - 1).join("")}…`;
}
