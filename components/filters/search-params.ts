import type { z } from "zod";

/** What Next hands to a page. */
export type RawSearchParams = Record<string, string | string[] | undefined>;

type Shape = Record<string, z.ZodType>;
type Values<S extends Shape> = { [K in keyof S]: z.infer<S[K]> };

export type SearchParams<S extends Shape> = {
  /** Never fails: a value that does not fit is left out, as if it was not in the address. */
  parse: (raw: RawSearchParams | URLSearchParams) => Values<S>;
  /** The query string with its `?`, or "". Defaults and empty values are left out; keys keep the shape's order. */
  serialize: (values: Partial<Values<S>>) => string;
};

/**
 * One screen's state in its address. Each field is a Zod schema of a string or, with z.array, of several
 * (repeated keys); it must accept `undefined`, by .optional() or .default().
 */
export function searchParams<S extends Shape>(shape: S): SearchParams<S> {
  const fields = Object.entries(shape);
  const parse = (raw: RawSearchParams | URLSearchParams) =>
    Object.fromEntries(
      fields.map(([name, schema]) => {
        const given = valuesOf(raw, name);
        const attempts = given.length === 0 ? [undefined] : [given[0], given, undefined];
        const parsed = attempts.map((attempt) => schema.safeParse(attempt)).find((result) => result.success);
        return [name, parsed?.data];
      }),
    ) as Values<S>;
  const serialize = (values: Partial<Values<S>>) => {
    const query = new URLSearchParams();
    for (const [name, schema] of fields) {
      const value: unknown = values[name as keyof S];
      if (sameAsDefault(schema, value)) continue;
      for (const item of Array.isArray(value) ? value : [value])
        if (item !== undefined && item !== null && item !== "") query.append(name, String(item));
    }
    const text = query.toString();
    return text === "" ? "" : `?${text}`;
  };
  return { parse, serialize };
}

function valuesOf(raw: RawSearchParams | URLSearchParams, name: string): string[] {
  if (raw instanceof URLSearchParams) return raw.getAll(name);
  const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function sameAsDefault(schema: z.ZodType, value: unknown): boolean {
  const initial = schema.safeParse(undefined);
  return initial.success && JSON.stringify(initial.data) === JSON.stringify(value);
}
