import { ShieldOff } from "lucide-react";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { Facts } from "@/components/page/facts";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { Panel } from "@/components/page/panel";
import { CodeLines } from "@/components/policy/code-lines";
import { ruleColumns } from "@/components/policy/rule-columns";
import { CopyButton } from "@/components/ui/copy-button";
import { CopyId } from "@/components/ui/copy-id";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { getPublishedPolicy } from "@/lib/revisions";
import { highlightYaml } from "@/lib/web/highlight";
import { requireSession } from "@/lib/web/session";

export const metadata = { title: "Policy" };

export default async function PolicyPage({ searchParams }: PageProps<"/policy">) {
  const { ctx } = await requireSession("policy.read");
  // The rule that a decision names, from its link.
  const { rule: named } = await searchParams;
  const policy = await getPublishedPolicy(ctx);
  if (!policy) {
    return (
      <>
        <PageHeader title="Policy" />
        <EmptyState icon={ShieldOff} title="No policy is published">
          Without one nothing is allowed: the gateway denies every call of this tenant.
        </EmptyState>
      </>
    );
  }
  const lines = await highlightYaml(policy.document);
  const rules = policy.rules.map((rule, index) => ({ ...rule, position: index + 1 }));
  return (
    <>
      <PageHeader
        title="Policy"
        badges={<StatusBadge status="published" />}
        description="The rules in force, tried from the top. The first that matches decides; what none matches falls to the default."
      />
      <PageBody>
        <Facts
          className="max-w-4xl lg:grid-cols-[6.5rem_minmax(0,1fr)_6.5rem_minmax(0,1fr)]"
          facts={[
            { term: "Revision", value: `Number ${policy.number}` },
            {
              term: "Published",
              value: (
                <>
                  {policy.publishedAt && <RelativeTime at={policy.publishedAt} />} by{" "}
                  {policy.publishedBy ?? "the system"}
                  {policy.publishedAt && (
                    <>
                      {" · "}
                      <AbsoluteTime at={policy.publishedAt} className="text-ink-3" />
                    </>
                  )}
                </>
              ),
            },
            { term: "Content hash", value: <CopyId id={policy.hash} what="content hash" /> },
            { term: "By default", value: <StatusBadge status={policy.default} /> },
          ]}
        />
        <Panel title={`Rules · ${rules.length}`} flush>
          <DataTable
            label="Rules in the order they are tried"
            columns={ruleColumns}
            rows={rules}
            rowKey={(rule) => rule.id}
            rowHref={(rule) => `/policy#L${rule.line}`}
            selectedKey={typeof named === "string" ? named : undefined}
            className="overflow-clip rounded-b-lg border-0"
            inset
          />
        </Panel>
        <Panel
          title="Document"
          actions={<CopyButton text={policy.document} label="Copy the document" />}
          flush
        >
          <CodeLines lines={lines} label="Policy document" />
        </Panel>
      </PageBody>
    </>
  );
}
