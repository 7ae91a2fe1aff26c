"use server";

import { headers } from "next/headers";
import { z } from "zod";
import {
  beginAuthenticator,
  confirmAuthenticator,
  ConfirmAuthenticatorInput,
  removeAuthenticator,
  stepUp,
  StepUpInput,
} from "@/lib/identity";
import { consoleAction } from "@/lib/web/action";
import { singleSignOn } from "@/lib/web/auth";
import { safeNextPath } from "@/lib/web/next-path";
import { requireOwnOrigin } from "@/lib/web/origin";
import { keepProof } from "@/lib/web/session";

const Nothing = z.strictObject({});

/** Proves again who the person is, for this browser's session. */
export const stepUpAction = consoleAction(StepUpInput, null, async (ctx, input) => {
  const authenticatedAt = await stepUp(ctx, input);
  await keepProof(authenticatedAt);
  return { authenticatedAt };
});

/** Leaves for the identity provider, which asks again who the person is, and comes back. */
export async function signInAgainAction(next: string): Promise<void> {
  requireOwnOrigin(await headers());
  await singleSignOn(safeNextPath(next), true);
}

/** Makes the secret of an authenticator app; it is in the answer and nowhere else readable. */
export const beginAuthenticatorAction = consoleAction(Nothing, null, (ctx) => beginAuthenticator(ctx));

/** Takes the authenticator app into use. */
export const confirmAuthenticatorAction = consoleAction(ConfirmAuthenticatorInput, null, (ctx, input) =>
  confirmAuthenticator(ctx, input),
);

/** Takes it out of use. */
export const removeAuthenticatorAction = consoleAction(Nothing, null, (ctx) => removeAuthenticator(ctx));
