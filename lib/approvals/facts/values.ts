import { placeOf, type Place } from "./kinds";
import type { Leaf, Leaves } from "./leaves";
import { fieldName, quoted, shownNumber } from "./quote";

/** So many calls have to have filled a field, before anything about it can be unusual. */
export const ENOUGH = 5;
/** A number above the highest by less than this is ordinary growth. */
const FAR = 1.5;

/** How far back one looked, unless there was too much to look at. */
export const SPAN = "the last 30 days";
type Words = { field: string; span: string };

/** What is unusual about a call's values against those of the same agent's earlier calls, field by field. */
export function unusualValues(now: Leaves, before: readonly Leaves[], span = SPAN): string[] {
  if (before.length < ENOUGH) return [];
  return [...now].flatMap(([path, values]) => {
    const earlier = before.flatMap((leaves) => [leaves.get(path) ?? []]).filter((list) => list.length > 0);
    const field = fieldName(path);
    if (earlier.length === 0) return [`${field} is given for the first time in ${span}.`];
    if (earlier.length < ENOUGH) return [];
    return [
      ...unusualNumber({ field, span }, numbersIn(values), numbersIn(earlier.flat())),
      ...unusualFlag({ field, span }, values, earlier.flat()),
      ...unusualTexts({ field, span }, textsIn(values), earlier.map(textsIn)),
    ];
  });
}

function unusualNumber({ field, span }: Words, now: readonly number[], before: readonly number[]): string[] {
  if (now.length === 0 || before.length < ENOUGH) return [];
  const [high, low] = [Math.max(...now), Math.min(...now)];
  const [highest, lowest] = [Math.max(...before), Math.min(...before)];
  if (high > highest && highest > 0 && high >= highest * FAR)
    return [
      `${field} is ${times(high / highest)} times the highest of ${span} (${shownNumber(high)}; until now at most ${shownNumber(highest)}).`,
    ];
  if (high > 0 && highest <= 0)
    return [`${field} is ${shownNumber(high)}; in ${span} it was never above ${shownNumber(highest)}.`];
  if (low < 0 && lowest >= 0)
    return [`${field} is below zero for the first time in ${span} (${shownNumber(low)}).`];
  if (low < lowest && lowest > 0 && low * FAR * 2 <= lowest)
    return [
      `${field} is far below the lowest of ${span} (${shownNumber(low)}; until now at least ${shownNumber(lowest)}).`,
    ];
  return [];
}

/** "3.1", "40": never 1.0, because what is so near is not told. */
function times(ratio: number): string {
  return ratio >= 10 ? shownNumber(Math.round(ratio)) : ratio.toFixed(1);
}

function unusualFlag({ field, span }: Words, now: readonly Leaf[], before: readonly Leaf[]): string[] {
  const seen = new Set(before.filter((value) => typeof value === "boolean"));
  if (seen.size !== 1) return [];
  const other = now.find((value) => typeof value === "boolean" && !seen.has(value));
  return other === undefined ? [] : [`${field} is ${String(other)} for the first time in ${span}.`];
}

const WORDS: Readonly<Record<Place["of"], (field: string, is: string, span: string) => string>> = {
  host: (field, is, span) => `${field} goes to ${is}, a host not seen in this field in ${span}.`,
  domain: (field, is, span) => `${field} is at ${is}, a domain not seen in this field in ${span}.`,
  folder: (field, is, span) =>
    is === quoted("..")
      ? `${field} leads out of its folder, which it did not in ${span}.`
      : `${field} is under ${is}, a folder not seen in this field in ${span}.`,
  value: (field, is, span) => `${field} is ${is}, not seen in this field in ${span}.`,
};

/** A value is only unusual in a field whose values repeat: in others each one is new. */
function unusualTexts(
  { field, span }: Words,
  now: readonly string[],
  before: readonly (readonly string[])[],
): string[] {
  const filled = before.filter((texts) => texts.length > 0);
  const known = new Set(filled.flatMap((texts) => texts.map(keyOf)));
  if (filled.length < ENOUGH || known.size > filled.length / 2) return [];
  const fresh = now.map(placeOf).find((place) => place !== null && !known.has(key(place)));
  return fresh ? [WORDS[fresh.of](field, quoted(fresh.is), span)] : [];
}

function keyOf(text: string): string {
  const place = placeOf(text);
  return place ? key(place) : `text ${text.length}:${text.slice(0, 500)}`;
}

function key({ of, is }: Place): string {
  return `${of}:${is}`;
}

function numbersIn(values: readonly Leaf[]): number[] {
  return values.filter((value) => typeof value === "number");
}

function textsIn(values: readonly Leaf[]): string[] {
  return values.filter((value) => typeof value === "string");
}
