import { z } from "zod";

/** Unused for this long, a session ends. Minutes of people's activity renew it, polling does not. */
export const IDLE_SECONDS = 30 * 60;
/** And this long after signing in it ends whatever happens. */
export const ABSOLUTE_SECONDS = 12 * 60 * 60;

/** What a console session asserts. Every field is checked: an object being there proves nothing. */
export const Claims = z.object({
  userId: z.uuid(),
  sessionVersion: z.number().int().positive(),
  /** When the person signed in, Unix seconds. */
  signedInAt: z.number().int().positive(),
});
export type Claims = z.infer<typeof Claims>;

/** The claims in a token or session, if all are there and the session is not past its absolute end. */
export function readClaims(value: unknown, nowSeconds: number): Claims | null {
  const parsed = Claims.safeParse(value);
  if (!parsed.success) return null;
  const age = nowSeconds - parsed.data.signedInAt;
  return age >= -60 && age < ABSOLUTE_SECONDS ? parsed.data : null;
}
