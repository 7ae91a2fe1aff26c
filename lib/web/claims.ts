import { z } from "zod";

/** Unused for this long, a session ends. Minutes of people's activity renew it, polling does not. */
export const IDLE_SECONDS = 30 * 60;
/** And this long after signing in it ends whatever happens. */
export const ABSOLUTE_SECONDS = 12 * 60 * 60;

/** What a console session asserts. Every field is checked: an object being there proves nothing. */
const Claims = z
  .object({
    userId: z.uuid(),
    sessionVersion: z.number().int().positive(),
    /** When the person signed in, Unix seconds. */
    signedInAt: z.number().int().positive(),
    /** When they last proved who they are, Unix seconds; 0 where the identity provider does not say. */
    authenticatedAt: z.number().int().nonnegative().optional(),
  })
  // A session from before there was such a proof.
  .transform((claims) => ({ ...claims, authenticatedAt: claims.authenticatedAt ?? claims.signedInAt }));
export type Claims = z.output<typeof Claims>;

/** What clocks of two machines may differ. */
const SKEW_SECONDS = 60;

/** The claims in a token or session, if all are there and the session is not past its absolute end. */
export function readClaims(value: unknown, nowSeconds: number): Claims | null {
  const parsed = Claims.safeParse(value);
  if (!parsed.success) return null;
  const { signedInAt, authenticatedAt } = parsed.data;
  const age = nowSeconds - signedInAt;
  const possible = age >= -SKEW_SECONDS && authenticatedAt <= nowSeconds + SKEW_SECONDS;
  return possible && age < ABSOLUTE_SECONDS ? parsed.data : null;
}

/** When an identity provider says that the person proved who they are (`auth_time`); 0 where it doesn't, never later than now. */
export function provenAt(profile: object, nowSeconds: number): number {
  const time = "auth_time" in profile ? profile.auth_time : null;
  return typeof time === "number" && time > 0 ? Math.min(Math.floor(time), nowSeconds) : 0;
}
