import { CalendarOff } from "lucide-react";
import { ApprovalsNav } from "@/components/approvals-setup/approvals-nav";
import { delegationColumns } from "@/components/approvals-setup/away/delegation-columns";
import { NewAbsence } from "@/components/approvals-setup/away/new-absence";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { listDelegations } from "@/lib/approvals";
import type { DelegationList, DelegationState } from "@/lib/approvals/delegations/types";
import { listCapabilities } from "@/lib/capabilities";
import type { Ctx } from "@/lib/platform/ctx";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";

export const metadata = { title: "Away" };

const SECTIONS = [
  { state: "now", title: "Away now", none: "Nobody is away now." },
  { state: "upcoming", title: "Later", none: "Nothing is planned." },
  { state: "past", title: "Over", none: null },
] as const satisfies readonly { state: DelegationState; title: string; none: string | null }[];

export default async function AwayPage() {
  const { ctx, user } = await requireSession("approvals.read");
  const { rows, people } = await listDelegations(ctx);
  const capabilities = await listCapabilities(ctx, { limit: 200 });
  return (
    <>
      <PageHeader
        title="Away"
        parents={[{ label: "Approvals", href: "/approvals" }]}
        description="Who is away, and who decides in their place. A substitute decides under their own name, and the decision says for whom."
        actions={
          <NewAbsence
            why={whyNone(ctx)}
            owners={ownersOf(ctx, user.id, people)}
            substitutes={people}
            capabilities={capabilities.rows.map(({ name }) => name)}
          />
        }
      />
      <ApprovalsNav />
      {rows.length === 0 ? (
        <EmptyState icon={CalendarOff} title="Nobody is away">
          Going on leave? Say from when to when, and who decides instead. Until then your requests wait for
          you.
        </EmptyState>
      ) : (
        SECTIONS.map(({ state, title, none }) => {
          const shown = rows.filter((row) => row.state === state);
          if (shown.length === 0 && none === null) return null;
          return (
            <section key={state} aria-labelledby={`absences-${state}`}>
              <h2 id={`absences-${state}`} className="px-4 pt-6 pb-2 text-sm font-semibold md:px-6">
                {title} <span className="font-normal text-ink-3 tabular-nums">{shown.length}</span>
              </h2>
              {shown.length === 0 ? (
                <p className="px-4 text-sm text-ink-3 md:px-6">{none}</p>
              ) : (
                <DataTable
                  label={title}
                  columns={delegationColumns}
                  rows={shown}
                  rowKey={({ id }) => id}
                  rowTone={({ idle }) => (idle ? "hold" : undefined)}
                />
              )}
            </section>
          );
        })
      )}
    </>
  );
}

/** Oneself first, and the others for who configures approvals. */
function ownersOf(ctx: Ctx, me: string, people: DelegationList["people"]): DelegationList["people"] {
  const own = people.filter(({ id }) => id === me);
  return may(ctx, "approvals.configure").ok ? [...own, ...people.filter(({ id }) => id !== me)] : own;
}

function whyNone(ctx: Ctx): string | null {
  const own = may(ctx, "approvals.decide");
  return own.ok ? null : "You have no role that decides, so there is nothing to stand in for.";
}
