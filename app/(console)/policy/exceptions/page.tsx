import { FilterBar, type FilterField } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { ExceptionLimits } from "@/components/policy/exceptions/exception-limits";
import { ExceptionTable } from "@/components/policy/exceptions/exception-table";
import { NewException } from "@/components/policy/exceptions/new-exception";
import { PolicyNav } from "@/components/policy/policy-nav";
import { STATUSES } from "@/components/ui/status-badge";
import { listAgentNames } from "@/lib/calls";
import { listCapabilities } from "@/lib/capabilities";
import { listExceptions } from "@/lib/revisions";
import { requireSession } from "@/lib/web/session";
import { may } from "../may";
import { EXCEPTION_STATUSES, exceptionParams } from "./search-params";

export const metadata = { title: "Exceptions" };

const FILTERS: readonly FilterField[] = [
  {
    kind: "choice",
    name: "status",
    label: "Status",
    options: EXCEPTION_STATUSES.map((status) => ({ value: status, label: STATUSES[status].label })),
  },
];

export default async function ExceptionsPage({ searchParams }: PageProps<"/policy/exceptions">) {
  const { ctx } = await requireSession("policy.read");
  const { status, capability, session } = exceptionParams.parse(await searchParams);
  const { rows } = await listCapabilities(ctx, { limit: 200 });
  const agents = await listAgentNames(ctx);
  return (
    <>
      <PageHeader
        title="Exceptions"
        parents={[{ label: "Policy", href: "/policy" }]}
        description="Leave to do, for a while, one thing that the policy denies or asks about."
        actions={
          <NewException
            may={may(ctx, "policy.except")}
            capabilities={rows.map(({ name, riskLevel }) => ({ name, riskLevel }))}
            principals={agents.map((name) => `agent:${name}`)}
            asked={capability === undefined && session === undefined ? null : { capability, session }}
          />
        }
      />
      <PolicyNav />
      <ExceptionLimits />
      <FilterBar fields={FILTERS} />
      <ExceptionTable initial={await listExceptions(ctx)} statuses={status} />
    </>
  );
}
