import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { ChainEditor } from "@/components/approvals-setup/chains/chain-editor";
import { PageHeader } from "@/components/page/page-header";
import { Badge } from "@/components/ui/badge";
import { chainParts, getChain } from "@/lib/approvals";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";

export const metadata: Metadata = { title: "Edit chain" };

export default async function EditChainPage({ params }: PageProps<"/approvals/chains/[chain]/edit">) {
  const { ctx } = await requireSession("approvals.configure");
  const chain = await orNull(getChain(ctx, (await params).chain));
  if (!chain || chain.builtIn) notFound();
  const { name, version, spec, names } = chain;
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg">{name}</span>}
        parents={[
          { label: "Approvals", href: "/approvals" },
          { label: "Chains", href: "/approvals/chains" as Route },
          { label: name, href: `/approvals/chains/${name}` as Route },
        ]}
        badges={<Badge tone="outline">Version {version}</Badge>}
      />
      <ChainEditor
        key={name}
        chain={{ name, version, spec }}
        begin={spec}
        parts={await chainParts(ctx)}
        names={names}
      />
    </>
  );
}
