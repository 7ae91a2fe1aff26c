import { Secret, TOTP } from "otpauth";

/** RFC 6238 as every app speaks it; several ignore other values than these. */
const PERIOD_SECONDS = 30;
const SETTINGS = { issuer: "AgentGate", algorithm: "SHA1", digits: 6, period: PERIOD_SECONDS } as const;
/** A clock may be one step off either way. */
const WINDOW = 1;
/** As long as the hash, which RFC 4226 asks for. */
const SECRET_BYTES = 20;

const totp = (secret: string, label = "") =>
  new TOTP({ ...SETTINGS, label, secret: Secret.fromBase32(secret) });

/** A new secret, in base32. */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What the code to scan says. */
export function addressOf(secret: string, email: string): string {
  return totp(secret, email).toString();
}

/** The 30-second step that a code belongs to, of those a clock may be in; null where it is none of theirs. Compares in constant time. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1_000 / PERIOD_SECONDS) + delta;
}
