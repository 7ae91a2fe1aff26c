import type { Route } from "next";
import { ChainEditor } from "@/components/approvals-setup/chains/chain-editor";
import { PageHeader } from "@/components/page/page-header";
import { BUILT_IN_CHAINS, chainParts, getChain } from "@/lib/approvals";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { newChainParams } from "../search-params";

export const metadata = { title: "New chain" };

const BEGIN = "reviewer";

export default async function NewChainPage({ searchParams }: PageProps<"/approvals/chains/new">) {
  const { ctx } = await requireSession("approvals.configure");
  const { from } = newChainParams.parse(await searchParams);
  const model = await orNull(getChain(ctx, from ?? BEGIN));
  // What comes with the product is always there.
  const { spec, names } = model ?? (await getChain(ctx, BEGIN));
  return (
    <>
      <PageHeader
        title="New chain"
        parents={[
          { label: "Approvals", href: "/approvals" },
          { label: "Chains", href: "/approvals/chains" as Route },
        ]}
        description={
          from !== undefined && model && !Object.hasOwn(BUILT_IN_CHAINS, from)
            ? `Begins as ${from} is now.`
            : "Nothing holds under it before a policy names it."
        }
      />
      <ChainEditor chain={null} begin={spec} parts={await chainParts(ctx)} names={names} />
    </>
  );
}
