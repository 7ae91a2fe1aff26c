import type { ReactNode } from "react";
import { Live } from "@/components/live/live";
import { PendingTitle } from "@/components/live/pending-title";
import { QueryProvider } from "@/components/providers/query-provider";
import { CommandPalette } from "@/components/shell/command-palette";
import { KeepAlive } from "@/components/shell/keep-alive";
import type { NavKey } from "@/components/shell/nav-items";
import { Sidebar, TabBar } from "@/components/shell/sidebar";
import { TenantSwitch } from "@/components/shell/tenant-switch";
import { Topbar } from "@/components/shell/topbar";
import { UserMenu } from "@/components/shell/user-menu";
import { countPending } from "@/lib/approvals";
import { can, type Permission } from "@/lib/platform/ctx";
import { preferences } from "@/lib/web/preferences";
import { requireSession } from "@/lib/web/session";
import { signOutAction, switchTenantAction } from "./actions";

const NAV_PERMISSIONS: Record<NavKey, Permission> = {
  approvals: "approvals.read",
  sessions: "sessions.read",
  capabilities: "capabilities.read",
  policy: "policy.read",
  audit: "audit.read",
};

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, tenant, memberships, ctx } = await requireSession();
  const { theme, density } = await preferences();
  const allowed = (Object.keys(NAV_PERMISSIONS) as NavKey[]).filter((key) =>
    can(ctx.actor, NAV_PERMISSIONS[key]),
  );
  const pending = allowed.includes("approvals") ? await countPending(ctx) : 0;
  const current = { tenantId: tenant.tenantId, name: tenant.name, roles: tenant.roles };
  const tenants = memberships.map(({ tenantId, name, roles }) => ({ tenantId, name, roles }));
  return (
    <QueryProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-primary focus:px-3 focus:py-2 focus:text-ink-inverse"
      >
        Skip to content
      </a>
      <Topbar
        tenant={<TenantSwitch current={current} tenants={tenants} action={switchTenantAction} />}
        palette={
          <CommandPalette
            allowed={allowed}
            currentTenantId={tenant.tenantId}
            tenants={tenants}
            switchTenant={switchTenantAction}
            signOut={signOutAction}
          />
        }
        user={
          <UserMenu
            user={user}
            roles={tenant.roles}
            theme={theme}
            density={density}
            signOut={signOutAction}
          />
        }
      />
      <div className="flex">
        <Sidebar allowed={allowed} pending={pending} />
        <main
          id="content"
          tabIndex={-1}
          className="min-h-[calc(100dvh-var(--topbar-h))] min-w-0 flex-1 bg-surface pb-(--tabbar-h) outline-none md:border-l md:border-line"
        >
          {children}
        </main>
      </div>
      <TabBar allowed={allowed} pending={pending} />
      <KeepAlive />
      <Live tenantId={tenant.tenantId} />
      {allowed.includes("approvals") && <PendingTitle initial={pending} />}
    </QueryProvider>
  );
}
