import { z } from "zod";
import { isObject, type JsonObject } from "../platform/json/types";

const JsonObjectInput = z.custom<JsonObject>(isObject, { error: "must be an object" });

/** One trial of a capability, in a session of an earlier trial where it names one. */
export const TryCapabilityInput = z.strictObject({
  capabilityId: z.uuid(),
  arguments: JsonObjectInput,
  context: JsonObjectInput.optional(),
  environment: z.enum(["preview", "staging", "production"]).default("production"),
  sessionId: z.uuid().optional(),
});
export type TryCapabilityInput = z.input<typeof TryCapabilityInput>;
