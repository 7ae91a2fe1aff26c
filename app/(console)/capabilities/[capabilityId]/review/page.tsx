import { ReviewForm } from "@/components/capabilities/review/review-form";
import { Suspended } from "@/components/capabilities/suspended";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { RiskBadge, StatusBadge } from "@/components/ui/status-badge";
import { CircleSlash } from "lucide-react";
import { requireSession } from "@/lib/web/session";
import { toRoute } from "@/lib/web/to-route";
import { may } from "../../../policy/may";
import { reviewCapabilityAction } from "../../actions";
import { loadCapability, loadChange } from "../load";

type Props = PageProps<"/capabilities/[capabilityId]/review">;

export async function generateMetadata({ params }: Props) {
  return { title: `Review ${(await loadCapability((await params).capabilityId)).name}` };
}

export default async function ReviewPage({ params }: Props) {
  const { ctx } = await requireSession("capabilities.read");
  const capability = await loadCapability((await params).capabilityId);
  const verdict = may(ctx, "capabilities.manage");
  return (
    <>
      <PageHeader
        parents={[
          { label: "Capabilities", href: "/capabilities" },
          { label: capability.name, href: toRoute(`/capabilities/${capability.id}`) },
        ]}
        title="Review"
        description="Say what a call does and how dangerous that is. Your answer accepts the definition exactly as it stands."
        badges={
          <>
            <RiskBadge level={capability.riskLevel} />
            <StatusBadge status={capability.status} />
          </>
        }
      />
      <div className="grid gap-5 px-4 pb-8 md:px-6">
        {capability.status === "suspended" && (
          <Suspended capability={capability} {...await loadChange(ctx, capability)} actions={null} />
        )}
        {capability.status === "retired" ? (
          <EmptyState icon={CircleSlash} title="There is nothing to review">
            Its upstream no longer offers this tool.
          </EmptyState>
        ) : (
          <ReviewForm
            capability={capability}
            action={reviewCapabilityAction}
            refused={verdict.ok ? undefined : verdict.why}
          />
        )}
      </div>
    </>
  );
}
