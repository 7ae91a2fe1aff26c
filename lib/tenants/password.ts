import { hash, verify } from "@node-rs/argon2";
import { singleton } from "../platform/singleton";

/** Longer than any passphrase; hashing what strangers send has to cost us little. */
export const MAX_PASSWORD = 1_024;

/** True where the password has that hash. Without a hash it compares with one that nothing fits, for the time it takes. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await singleton("sign-in-decoy", () => hash(crypto.randomUUID())));
  const fits = await verify(against, password).catch(() => false);
  return stored !== null && fits;
}
