import type { Ctx } from "../platform/ctx";
import { DomainError, invalidInput } from "../platform/errors";
import { clearFailures, passwordFits, recordForPerson, takeAttempt } from "../tenants";
import { StepUpInput } from "./schemas";
import { loadProver, secretOf, spendStep, type Prover } from "./store";
import { stepOfCode } from "./totp";

/** Why a proof is none: the audit log's word, and the person's sentence. */
type Fault = { cause: string; detail: string };

const WRONG_CODE: Fault = {
  cause: "code",
  detail: "This code is not right. Enter the one that the app shows now.",
};
const USED: Fault = { cause: "code_used", detail: "This code was used already. Wait for the next one." };

/**
 * Proves again who the person is, by their password or by a code of their authenticator app, and tells each tenant they
 * belong to, the failure as well. Shares its limit of attempts with signing in.
 * @returns when that was, in Unix milliseconds: the session may say so from now on
 * @throws DomainError UNAUTHENTICATED, INVALID_INPUT with what is wrong, RATE_LIMITED, VAULT_UNAVAILABLE
 */
export async function stepUp(ctx: Ctx, input: StepUpInput, now = Date.now()): Promise<number> {
  const parsed = StepUpInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { method } = parsed.data;
  const prover = await loadProver(ctx);
  takeAttempt(prover.email);
  const fault =
    parsed.data.method === "password"
      ? await faultOfPassword(prover, parsed.data.password)
      : await faultOfCode(prover, parsed.data.code, now);
  if (fault) {
    await recordForPerson(prover.id, ctx.requestId, "auth.step_up_failed", { method, cause: fault.cause });
    throw new DomainError("INVALID_INPUT", fault.detail, {
      faults: [{ pointer: `/${method}`, detail: fault.detail }],
    });
  }
  clearFailures(prover.email);
  await recordForPerson(prover.id, ctx.requestId, "auth.stepped_up", { method });
  return now;
}

async function faultOfPassword({ passwordHash }: Prover, password: string): Promise<Fault | null> {
  const right = await passwordFits(passwordHash, password);
  return right ? null : { cause: "password", detail: "This password is not right." };
}

async function faultOfCode(prover: Prover, code: string, now: number): Promise<Fault | null> {
  const { id, authenticator } = prover;
  if (!authenticator?.confirmed)
    return { cause: "no_authenticator", detail: "You have no authenticator app here." };
  const step = stepOfCode(secretOf(id, authenticator), code, now);
  if (step === null) return WRONG_CODE;
  return (await spendStep(prover, step)) ? null : USED;
}
