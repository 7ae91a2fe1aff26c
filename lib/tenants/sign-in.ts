import { z } from "zod";
import { withSignIn } from "../platform/db";
import { DomainError } from "../platform/errors";
import { loadAccount, type Account } from "./account";
import { clearFailures, takeAttempt } from "./attempts";
import { normalizeEmail } from "./email";
import { MAX_PASSWORD, passwordFits } from "./password";
import { recordForPerson } from "./record-for-person";

export const SignInInput = z.object({
  email: z.string().min(1).max(400),
  password: z.string().min(1).max(MAX_PASSWORD),
});
export type SignInInput = z.infer<typeof SignInInput>;

/** One sentence for every way to be wrong: whether an address is known here is nobody's business. */
const REFUSED = "The e-mail address or the password is not right.";

/**
 * Checks an address and a password, and records the success, or the failure of a person we know, in the
 * audit log of each tenant they belong to. An unknown address costs the same work as a wrong password.
 * @throws DomainError UNAUTHENTICATED, RATE_LIMITED (meta.retryAfterSeconds), UNAVAILABLE
 */
export async function signInWithPassword(input: SignInInput, requestId: string): Promise<Account> {
  const parsed = SignInInput.safeParse(input);
  const email = parsed.success ? normalizeEmail(parsed.data.email) : null;
  if (!parsed.success || !email) throw new DomainError("UNAUTHENTICATED", REFUSED);
  takeAttempt(email);
  const found = await withSignIn(email, (tx) =>
    tx.user.findUnique({ where: { email }, select: { id: true, passwordHash: true, disabledAt: true } }),
  );
  const right = await passwordFits(found?.passwordHash ?? null, parsed.data.password);
  if (!found || !right || found.disabledAt) {
    if (found)
      await recordForPerson(found.id, requestId, "user.sign_in_failed", {
        method: "password",
        cause: found.disabledAt ? "disabled" : "password",
      });
    throw new DomainError("UNAUTHENTICATED", REFUSED);
  }
  clearFailures(email);
  return signedIn(found.id, requestId, "password");
}

/**
 * The person an identity provider vouches for: an existing one with that address, which the provider has
 * verified. Nobody is created here.
 * @throws DomainError UNAUTHENTICATED
 */
export async function signInWithVerifiedEmail(address: string, requestId: string): Promise<Account> {
  const email = normalizeEmail(address);
  const found =
    email &&
    (await withSignIn(email, (tx) =>
      tx.user.findUnique({ where: { email }, select: { id: true, disabledAt: true } }),
    ));
  if (!found || found.disabledAt) {
    if (found)
      await recordForPerson(found.id, requestId, "user.sign_in_failed", {
        method: "oidc",
        cause: "disabled",
      });
    throw new DomainError(
      "UNAUTHENTICATED",
      "There is no account here for this person. Ask an administrator to add you.",
    );
  }
  return signedIn(found.id, requestId, "oidc");
}

/** Records that a person left. The session itself is a cookie, which the caller ends. */
export async function recordSignOut(userId: string, requestId: string): Promise<void> {
  await recordForPerson(userId, requestId, "user.signed_out", {});
}

async function signedIn(userId: string, requestId: string, method: string): Promise<Account> {
  await recordForPerson(userId, requestId, "user.signed_in", { method });
  const account = await loadAccount(userId);
  if (!account) throw new DomainError("UNAUTHENTICATED", REFUSED);
  return account;
}
