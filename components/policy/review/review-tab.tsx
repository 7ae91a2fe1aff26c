import type { Revision } from "@/lib/revisions/types";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { Comparison } from "../diff/comparison";
import { RuleChanges } from "../diff/rule-changes";
import { revisionHref } from "../hrefs";
import { Comments } from "./comments";
import { ReviewBar } from "./decision-bar";
import { GateList } from "./gate-list";
import { RequirementList } from "./requirement-list";
import { VerdictList } from "./verdict-list";

/** Everything a reviewer decides by: what changes in words, what the gates found, what is still needed, who said what. */
export function ReviewTab({ revision }: { revision: Revision }) {
  const { semanticDiff, checkReport } = revision;
  return (
    <div className="flex flex-col">
      <div className="grid items-start gap-5 px-4 py-5 md:px-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-5">
          <Panel
            title="What it changes"
            actions={
              <Button variant="ghost" size="sm" asChild>
                <Link href={revisionHref(revision.id, { tab: "diff" })}>Each answer, and the text</Link>
              </Button>
            }
          >
            <Comparison revision={revision} against="published" />
            {revision.looseningReason && (
              <blockquote className="mt-3 border-l-2 border-hold-solid pl-3 text-sm wrap-anywhere text-ink-2">
                <span className="block text-xs text-ink-3">Why it may let more through</span>
                <SafeText>{revision.looseningReason}</SafeText>
              </blockquote>
            )}
          </Panel>
          <Panel title="Gates" flush>
            {checkReport ? (
              <GateList report={checkReport} revisionId={revision.id} />
            ) : (
              <p className="p-4 text-sm text-ink-3">
                They are run when it is submitted for review, and their results are kept here. While you
                write, the editor shows them.
              </p>
            )}
          </Panel>
          <Panel title="Comments">
            <Comments revision={revision} />
          </Panel>
        </div>
        <div className="grid min-w-0 gap-5">
          {revision.requirements.length > 0 && (
            <Panel title="Needed to publish" className="max-lg:hidden">
              <RequirementList requirements={revision.requirements} />
            </Panel>
          )}
          <Panel title="Verdicts" className="max-lg:hidden">
            <VerdictList reviews={revision.reviews} />
          </Panel>
          {semanticDiff && (
            <Panel title="Rules" className="max-lg:hidden">
              <RuleChanges rules={semanticDiff.rules} />
            </Panel>
          )}
        </div>
        <Panel title="Verdicts" className="lg:hidden">
          <VerdictList reviews={revision.reviews} />
        </Panel>
      </div>
      <ReviewBar revision={revision} />
    </div>
  );
}
