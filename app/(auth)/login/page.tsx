import { redirect } from "next/navigation";
import { hasOidc } from "@/lib/web/auth";
import { safeNextPath } from "@/lib/web/next-path";
import { currentSession } from "@/lib/web/session";
import { toRoute } from "@/lib/web/to-route";
import { LoginForm } from "./login-form";

export const metadata = { title: "Sign in" };

const MESSAGES: Record<string, string> = {
  unauthenticated: "There is no account here for this person. Ask an administrator to add you.",
  unverified: "The identity provider has not verified this person's e-mail address.",
  unavailable: "The database cannot be reached. Try again shortly.",
};

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next, error } = await searchParams;
  const to = safeNextPath(next);
  if (await currentSession().catch(() => null)) redirect(toRoute(to));
  const message =
    typeof error === "string" ? (MESSAGES[error] ?? "Signing in did not work. Try again.") : undefined;
  return <LoginForm next={to} singleSignOn={hasOidc()} message={message} />;
}
