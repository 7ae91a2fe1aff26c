import { Plus } from "lucide-react";
import type { Route } from "next";
import { ApprovalsNav } from "@/components/approvals-setup/approvals-nav";
import { chainColumns, chainHref } from "@/components/approvals-setup/chains/chain-columns";
import { DataTable } from "@/components/data-table";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { listChains } from "@/lib/approvals";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";

export const metadata = { title: "Approval chains" };

export default async function ChainsPage() {
  const { ctx } = await requireSession("approvals.read");
  const configure = may(ctx, "approvals.configure");
  const rows = await listChains(ctx);
  const own = rows.filter(({ builtIn }) => !builtIn).length;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Chains"
        parents={[{ label: "Approvals", href: "/approvals" }]}
        description="Who has to say yes, in which order, and what happens when nobody answers. A policy's rule names one."
        actions={
          configure.ok ? (
            <Button asChild variant="primary">
              <Link href={"/approvals/chains/new" as Route}>
                <Plus aria-hidden />
                New chain
              </Link>
            </Button>
          ) : (
            <span className="grid justify-items-end gap-1 max-sm:justify-items-start">
              <Button disabled aria-describedby="new-chain-note">
                <Plus aria-hidden />
                New chain
              </Button>
              <span id="new-chain-note" className="text-xs text-ink-3">
                {configure.why}
              </span>
            </span>
          )
        }
      />
      <ApprovalsNav />
      <DataTable
        label="Chains"
        className="border-t-0"
        columns={chainColumns}
        rows={rows}
        rowKey={({ name }) => name}
        rowHref={({ name }) => chainHref(name)}
        rowTone={({ problems, uses }) => (problems.length > 0 && uses.length > 0 ? "deny" : undefined)}
        footer={
          <p className="border-t border-line px-4 py-3 text-xs text-ink-3 tabular-nums md:px-6">
            {own === 0
              ? "None of your own yet. The built-in ones do for a start; one of your own has groups, teams and escalation."
              : `${own} of your own, ${rows.length - own} built in`}
          </p>
        }
      />
    </>
  );
}
