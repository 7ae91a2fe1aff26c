import { GitCompareArrows } from "lucide-react";
import type { Revision } from "@/lib/revisions/types";
import { EmptyState } from "../../empty-state";
import { Panel } from "../../page/panel";
import { LinkTabs } from "../../ui/tabs";
import { revisionHref } from "../hrefs";
import type { DiffAgainst } from "./against";
import { WholeComparison } from "./comparison";
import { TextDiff } from "./text-diff";

type DiffTabProps = { revision: Revision; against?: DiffAgainst };

/** What changed: its meaning first, then the text, beside the revision in force or the one it was drafted from. */
export function DiffTab({ revision, against = "published" }: DiffTabProps) {
  const other = against === "base" ? revision.base : revision.published;
  const href = (to: DiffAgainst) => revisionHref(revision.id, { tab: "diff", against: to });
  const { published, base } = revision;
  return (
    <div className="grid gap-5 px-4 py-5 md:px-6">
      <LinkTabs
        label="Compared with"
        tabs={[
          {
            href: href("published"),
            label: published ? `Revision ${published.number}, in force` : "In force",
            current: against === "published",
          },
          {
            href: href("base"),
            label: base ? `Revision ${base.number}, drafted from` : "Drafted from",
            current: against === "base",
          },
        ]}
      />
      {other?.id === revision.id ? (
        <EmptyState icon={GitCompareArrows} title="This is the revision in force">
          There is nothing to compare it with but what it was drafted from.
        </EmptyState>
      ) : against === "base" && !other ? (
        <EmptyState icon={GitCompareArrows} title="It was drafted from no revision">
          It began {began(revision.origin)}.
        </EmptyState>
      ) : (
        <>
          <WholeComparison revision={revision} against={against} />
          <Panel title="Document" flush>
            <TextDiff
              before={other?.document ?? ""}
              after={revision.document}
              label="Changes of the document"
            />
          </Panel>
          <Panel title="Tests" flush>
            <TextDiff before={other?.tests ?? ""} after={revision.tests} label="Changes of the tests" />
          </Panel>
        </>
      )}
    </div>
  );
}

function began(origin: string): string {
  if (origin.startsWith("template:")) return `as the template ${origin.slice("template:".length)}`;
  if (origin.startsWith("import:")) return "as an imported package";
  return "as a text of its own";
}
