import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../../platform/json/types";

const Id = z.uuid({ error: "must be a UUID in lower case" });

export const ToolCallInput = z.strictObject({
  session_id: Id,
  tool_name: z.string().min(1).max(200),
  // The strict parser has seen to it that this is JSON; the tool's own schema says which.
  arguments: z.custom<Json>((value) => value !== undefined, { error: "is required" }),
  context: z.custom<JsonObject>(isObject, { error: "must be an object" }).optional(),
  /** The approval whose grant this call uses. */
  approval: Id.optional(),
});

/** A call that is only asked about. */
export const ExplainInput = ToolCallInput.omit({ approval: true });

export const OpenSessionBody = z.strictObject({
  label: z.string().max(200).default(""),
  /** E-mail address of the person whose work the agent does in this session. They decide none of its calls. */
  acts_for: z.string().max(400).optional(),
});

/** Printable ASCII, as Stripe and the IETF draft on Idempotency-Key have it. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 printable ASCII characters without spaces");

export const ToolName = z.string().min(1).max(200).optional();

export const Wait = z.coerce.number({ error: "must be a number of seconds" }).min(0).max(60).default(0);
