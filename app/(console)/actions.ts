"use server";

import { cookies, headers } from "next/headers";
import { z } from "zod";
import { acknowledgeAlert, AlertRef } from "@/lib/alerts";
import { env } from "@/lib/platform/env";
import { notFound } from "@/lib/platform/errors";
import { recordSignOut } from "@/lib/tenants";
import { consoleAction } from "@/lib/web/action";
import { signOut } from "@/lib/web/auth";
import { requireOwnOrigin } from "@/lib/web/origin";
import { currentAccount, currentSession, requestId } from "@/lib/web/session";
import { TENANT_COOKIE } from "@/lib/web/types";

/** Looks at another tenant the person is a member of. */
export const switchTenantAction = consoleAction(
  z.strictObject({ tenantId: z.uuid() }),
  null,
  async (_ctx, { tenantId }) => {
    const session = await currentSession();
    const tenant = session?.memberships.find((membership) => membership.tenantId === tenantId);
    if (!tenant) throw notFound("tenant");
    const secure = env().CONSOLE_URL.startsWith("https:");
    (await cookies()).set(TENANT_COOKIE, tenantId, {
      httpOnly: true,
      sameSite: "lax",
      secure,
      path: "/",
      maxAge: 365 * 86_400,
    });
    return { name: tenant.name };
  },
);

/** Says that somebody sees to an alert. It stays open until its cause is gone. */
export const acknowledgeAlertAction = consoleAction(AlertRef, "incidents.manage", acknowledgeAlert);

/** Ends this browser's session, after recording it. */
export async function signOutAction(): Promise<void> {
  requireOwnOrigin(await headers());
  const account = await currentAccount();
  if (account) await recordSignOut(account.id, await requestId());
  await signOut({ redirectTo: "/login" });
}
