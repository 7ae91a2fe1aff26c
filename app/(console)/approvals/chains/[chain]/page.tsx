import { CopyPlus, Pencil } from "lucide-react";
import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { Notes } from "@/components/approvals-setup/chains/notes";
import { StepsView } from "@/components/approvals-setup/chains/steps-view";
import { TrialPanel } from "@/components/approvals-setup/chains/trial-panel";
import { Uses } from "@/components/approvals-setup/chains/uses";
import { Versions } from "@/components/approvals-setup/chains/versions";
import { LiveRefresh } from "@/components/live/live";
import { Facts } from "@/components/page/facts";
import { PageHeader } from "@/components/page/page-header";
import { Panel } from "@/components/page/panel";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Link } from "@/components/ui/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { SafeText } from "@/components/ui/safe-text";
import { chainParts, getChain } from "@/lib/approvals";
import type { ChainDetail } from "@/lib/approvals/chains/types";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { may } from "../../../policy/may";

export const metadata: Metadata = { title: "Approval chain" };

export default async function ChainPage({ params }: PageProps<"/approvals/chains/[chain]">) {
  const { ctx } = await requireSession("approvals.read");
  const chain = await orNull(getChain(ctx, (await params).chain));
  if (!chain) notFound();
  const { name, spec, names, versions, problems, warnings, builtIn, version } = chain;
  const { agents } = await chainParts(ctx);
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={<span className="font-mono text-lg">{name}</span>}
        parents={[
          { label: "Approvals", href: "/approvals" },
          { label: "Chains", href: "/approvals/chains" as Route },
        ]}
        badges={<Badge tone="outline">{builtIn ? "Built in" : `Version ${version}`}</Badge>}
        actions={may(ctx, "approvals.configure").ok && <Buttons chain={chain} />}
      />
      <div className="grid items-start gap-5 px-4 pb-8 md:px-6 lg2:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-5">
          <Notes problems={problems} warnings={warnings} />
          <Panel title="What it asks for">
            <div className="grid gap-5">
              <p className="max-w-prose text-sm text-pretty">
                <SafeText>{chain.inWords}</SafeText>
              </p>
              <StepsView spec={spec} names={names} />
            </div>
          </Panel>
          {versions.length > 0 && (
            <Panel title="Versions" flush>
              <Versions versions={versions} names={names} />
            </Panel>
          )}
        </div>
        <div className="grid min-w-0 gap-5">
          <Panel title="In use">
            <Facts facts={factsOf(chain)} />
          </Panel>
          <TrialPanel notesElsewhere spec={spec} agents={agents} />
          <Panel title="In a policy's rule">
            <CodeBlock label="Example of a rule" code={snippet(name)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Buttons({ chain: { name, builtIn } }: { chain: ChainDetail }) {
  return (
    <>
      <Button asChild>
        <Link href={`/approvals/chains/new?from=${name}` as Route}>
          <CopyPlus aria-hidden />
          New one from this
        </Link>
      </Button>
      {!builtIn && (
        <Button asChild variant="primary">
          <Link href={`/approvals/chains/${name}/edit` as Route}>
            <Pencil aria-hidden />
            Edit
          </Link>
        </Button>
      )}
    </>
  );
}

function factsOf({ uses, waiting, savedAt, savedBy }: ChainDetail) {
  return [
    { term: "Named by", value: <Uses uses={uses} /> },
    {
      term: "Waiting",
      value: waiting === 0 ? "No request" : `${waiting} ${waiting === 1 ? "request" : "requests"}`,
    },
    ...(savedAt === null
      ? []
      : [
          {
            term: "Saved",
            value: (
              <>
                <RelativeTime at={savedAt} /> by <SafeText oneLine>{savedBy ?? ""}</SafeText>
              </>
            ),
          },
        ]),
  ];
}

function snippet(name: string): string {
  return `- id: ask-first
  principals: [agent:*]
  capabilities: [io.fs.*]
  action: REQUIRE_APPROVAL
  obligations:
    approval: { chain: ${name} }
`;
}
