import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApprovalCard } from "@/components/approvals/approval-card";
import { ShortcutsDialog } from "@/components/approvals/shortcuts-dialog";
import { PageHeader } from "@/components/page/page-header";
import { CopyId } from "@/components/ui/copy-id";
import { getApproval } from "@/lib/approvals";
import { isId } from "@/lib/platform/ids";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { approveAction, denyAction, requestChangesAction } from "../actions";

// Nothing of the request: a title shows in histories and on shared screens.
export const metadata: Metadata = { title: "Approval request" };

export default async function ApprovalPage({ params }: PageProps<"/approvals/[approvalId]">) {
  const { ctx } = await requireSession("approvals.read");
  const { approvalId } = await params;
  const approval = isId(approvalId) ? await orNull(getApproval(ctx, approvalId)) : null;
  if (!approval) notFound();
  return (
    <div className="mx-auto flex min-h-[calc(100dvh-var(--topbar-h)-var(--tabbar-h))] w-full max-w-3xl flex-col">
      <PageHeader
        title="Approval request"
        parents={[{ label: "Approvals", href: "/approvals" }]}
        badges={<CopyId id={approval.id} what="id of the request" />}
        actions={<ShortcutsDialog />}
      />
      <div className="flex-1 border-t border-line">
        <ApprovalCard
          id={approval.id}
          initial={approval}
          actions={{ approve: approveAction, deny: denyAction, requestChanges: requestChangesAction }}
        />
      </div>
    </div>
  );
}
