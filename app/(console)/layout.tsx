import type { ReactNode } from "react";
import { AlertsBell } from "@/components/alerts/bell";
import { ContainFromAnywhere } from "@/components/containment/contain-button";
import { ContainProvider } from "@/components/containment/contain-context";
import { StopStrip } from "@/components/containment/stop-strip";
import { DeclareIncident } from "@/components/incidents/declare";
import { Live } from "@/components/live/live";
import { PendingAlerts } from "@/components/live/pending-alerts";
import { PendingTitle } from "@/components/live/pending-title";
import { QueryProvider } from "@/components/providers/query-provider";
import { CommandPalette } from "@/components/shell/command-palette";
import { KeepAlive } from "@/components/shell/keep-alive";
import type { NavKey } from "@/components/shell/nav-items";
import { Sidebar } from "@/components/shell/sidebar";
import { TabBar } from "@/components/shell/tab-bar";
import { TenantSwitch } from "@/components/shell/tenant-switch";
import { Topbar } from "@/components/shell/topbar";
import { UserMenu } from "@/components/shell/user-menu";
import { StepUpProvider } from "@/components/step-up";
import { countOpenAlerts } from "@/lib/alerts";
import { countApprovals } from "@/lib/approvals";
import { countReviewQueue } from "@/lib/capabilities";
import { countOpenIncidents } from "@/lib/incidents";
import { can, type Permission } from "@/lib/platform/ctx";
import { mayOperate, readStrip } from "@/lib/switches";
import { preferences } from "@/lib/web/preferences";
import { requireSession } from "@/lib/web/session";
import { signInAgainAction, stepUpAction } from "./account/actions";
import { acknowledgeAlertAction, signOutAction, switchTenantAction } from "./actions";
import { declareIncidentAction } from "./incidents/actions";
import { may } from "./policy/may";
import { stopAction } from "./switches/actions";

const NAV_PERMISSIONS: Record<NavKey, Permission> = {
  overview: "sessions.read",
  approvals: "approvals.read",
  sessions: "sessions.read",
  capabilities: "capabilities.read",
  upstreams: "upstreams.read",
  policy: "policy.read",
  notifications: "notifications.read",
  incidents: "incidents.read",
  switches: "switches.read",
  limits: "limits.read",
  audit: "audit.read",
};

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, proof, tenant, memberships, ctx } = await requireSession();
  const { theme, density } = await preferences();
  const allowed = (Object.keys(NAV_PERMISSIONS) as NavKey[]).filter((key) =>
    can(ctx.actor, NAV_PERMISSIONS[key]),
  );
  const pending = allowed.includes("approvals")
    ? await countApprovals(ctx)
    : { mine: 0, team: 0, newest: null };
  const reviews = allowed.includes("capabilities") ? await countReviewQueue(ctx) : 0;
  const incidents = allowed.includes("incidents") ? await countOpenIncidents(ctx) : 0;
  const current = { tenantId: tenant.tenantId, name: tenant.name, roles: tenant.roles };
  const tenants = memberships.map(({ tenantId, name, roles }) => ({ tenantId, name, roles }));
  return (
    <QueryProvider>
      <ContainProvider may={may(ctx, "switches.set")} mayGlobal={await mayOperate(ctx)} stop={stopAction}>
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
          contain={<ContainFromAnywhere />}
          strip={<StopStrip initial={await readStrip(ctx)} />}
          alerts={
            can(ctx.actor, "upstreams.read") && (
              <AlertsBell
                initial={await countOpenAlerts(ctx)}
                may={may(ctx, "incidents.manage")}
                mayOpen={may(ctx, "incidents.open")}
                acknowledge={acknowledgeAlertAction}
              />
            )
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
          <Sidebar allowed={allowed} counts={{ pending, reviews, incidents }} />
          <main
            id="content"
            tabIndex={-1}
            className="min-h-[calc(100dvh-var(--topbar-h))] min-w-0 flex-1 bg-surface pb-(--tabbar-h) outline-none md:border-l md:border-line"
          >
            <StepUpProvider
              email={user.email}
              ways={proof.ways}
              actions={{ prove: stepUpAction, signInAgain: signInAgainAction }}
            >
              {children}
            </StepUpProvider>
          </main>
        </div>
        <TabBar allowed={allowed} counts={{ pending, reviews, incidents }} />
        <KeepAlive />
        <DeclareIncident may={may(ctx, "incidents.open")} declare={declareIncidentAction} />
        <Live tenantId={tenant.tenantId} />
        {allowed.includes("approvals") && (
          <>
            <PendingTitle initial={pending} />
            <PendingAlerts initial={pending} />
          </>
        )}
      </ContainProvider>
    </QueryProvider>
  );
}
