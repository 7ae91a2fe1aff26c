import { z } from "zod";
import { PROJECT_STATES } from "./types";

/** PostgreSQL has no NUL, and half a character is no text. */
const stored = (text: string) => !text.includes("\0") && text.isWellFormed();
const Text = (max: number) => z.string().max(max).refine(stored, "Holds characters that are not text.");
const Title = Text(200).min(1).regex(/\S/, "Needs more than spaces.");
const Id = z.uuid();

/** The arguments of every tool, by suite and tool; the JSON Schemas of tools.ts say the same, and a test holds them to it. */
export const WORK_ARGUMENTS = {
  project: {
    create: z.strictObject({ name: Title, description: Text(4_000).optional() }),
    transition: z.strictObject({ project_id: Id, to: z.enum(PROJECT_STATES) }),
    archive: z.strictObject({ project_id: Id }),
    restore: z.strictObject({ project_id: Id }),
  },
  document: {
    create: z.strictObject({ title: Title, body: Text(100_000), project_id: Id.optional() }),
    delete: z.strictObject({ document_id: Id }),
    restore: z.strictObject({ document_id: Id }),
  },
} as const;

export type ArgumentsOf<
  Suite extends keyof typeof WORK_ARGUMENTS,
  Name extends keyof (typeof WORK_ARGUMENTS)[Suite],
> = (typeof WORK_ARGUMENTS)[Suite][Name] extends z.ZodType<infer Out> ? Out : never;

/** A key names one effect for ever, so it has to be one, and to fit an index. */
export const EffectKey = z.string().min(1).max(200).refine(stored);
