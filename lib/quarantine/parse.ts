import type { z } from "zod";
import { invalidInput } from "../platform/errors";

/** @throws DomainError INVALID_INPUT with a pointer per fault */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}
