import type { Ctx } from "../platform/ctx";
import { DomainError, invalidInput } from "../platform/errors";
import { clearFailures, recordForPerson, requireRecentProof, takeAttempt } from "../tenants";
import { ConfirmAuthenticatorInput } from "./schemas";
import { loadProver, secretOf, spendStep } from "./store";
import { stepOfCode } from "./totp";

/**
 * Takes the authenticator app into use that was begun, once it shows the right code.
 * @throws DomainError UNAUTHENTICATED, STEP_UP_REQUIRED, INVALID_INPUT, CONFLICT, RATE_LIMITED, VAULT_UNAVAILABLE
 */
export async function confirmAuthenticator(
  ctx: Ctx,
  input: ConfirmAuthenticatorInput,
  now = Date.now(),
): Promise<{ confirmedAt: Date }> {
  requireRecentProof(ctx);
  const parsed = ConfirmAuthenticatorInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const prover = await loadProver(ctx);
  const { id, email, authenticator } = prover;
  if (!authenticator || authenticator.confirmed) throw changed();
  takeAttempt(email);
  const step = stepOfCode(secretOf(id, authenticator), parsed.data.code, now);
  if (step === null) {
    const detail = "This code is not right. Enter the one that the app shows now.";
    throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/code", detail }] });
  }
  const confirmedAt = new Date(now);
  if (!(await spendStep(prover, step, { confirmedAt }))) throw changed();
  clearFailures(email);
  await recordForPerson(id, ctx.requestId, "auth.authenticator_added", {});
  return { confirmedAt };
}

function changed(): DomainError {
  return new DomainError(
    "CONFLICT",
    "Your authenticator app was set up elsewhere in the meantime. Begin again.",
  );
}
