import { isObject, type Json, type JsonObject } from "../../platform/json";

/** Calls a little beyond those that occurred: what a derived condition must not let through. Most telling first. */
export function beyond(samples: readonly JsonObject[]): JsonObject[] {
  const [sample] = samples;
  if (!sample) return [];
  const changed = Object.keys(sample).flatMap((key) => {
    const values = samples.flatMap((each) => (Object.hasOwn(each, key) ? [each[key] as Json] : []));
    const far = beyondValues(values);
    return far === undefined ? [] : [{ number: typeof far === "number", args: { ...sample, [key]: far } }];
  });
  const numbers = changed.filter(({ number }) => number);
  const others = changed.filter(({ number }) => !number);
  return [...numbers, ...others].map(({ args }) => args);
}

function beyondValues(values: readonly Json[]): Json | undefined {
  const [first] = values;
  if (typeof first === "number") {
    const highest = Math.max(...values.filter((value) => typeof value === "number"));
    return highest <= 0 ? highest + 1 : highest * 2;
  }
  if (typeof first === "string") return `${first.slice(0, 100)}/../elsewhere`;
  if (typeof first === "boolean") return new Set(values).size === 1 ? !first : undefined;
  if (isObject(first)) return beyond(values.filter(isObject))[0];
  return undefined;
}
