"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { DomainError } from "@/lib/platform/errors";
import { signIn, SignInRefused, singleSignOn } from "@/lib/web/auth";
import { safeNextPath } from "@/lib/web/next-path";
import { requireOwnOrigin } from "@/lib/web/origin";
import { toRoute } from "@/lib/web/to-route";

export type SignInState = { message?: string; email?: string };

/** Signs in with e-mail and password and goes on to `next`. */
export async function signInAction(_: SignInState, form: FormData): Promise<SignInState> {
  // An action can be called with anything, not only by our form.
  if (!(form instanceof FormData)) return {};
  const email = String(form.get("email") ?? "");
  try {
    requireOwnOrigin(await headers());
    await signIn("credentials", { email, password: String(form.get("password") ?? ""), redirect: false });
  } catch (error) {
    return { email, message: sentence(error) };
  }
  redirect(toRoute(safeNextPath(form.get("next"))));
}

/** Sends the browser to the identity provider. */
export async function singleSignOnAction(form: FormData): Promise<void> {
  requireOwnOrigin(await headers());
  await singleSignOn(safeNextPath(form.get("next")));
}

function sentence(error: unknown): string {
  if (error instanceof SignInRefused) return error.refusal.message;
  if (error instanceof DomainError) return error.message;
  return "Signing in failed unexpectedly. Try again; if it stays, the server's log says why.";
}
