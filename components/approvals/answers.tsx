import { PencilLine } from "lucide-react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";
import { diffArguments } from "./argument-diff";
import { ArgumentDiffView } from "./argument-diff-view";
import { labelOfPointer } from "./argument-paths";

const LINK = "rounded-xs text-accent underline underline-offset-2";

/** Where this call answers a request for changes: what was asked for, and what the agent made of it. The other way round, a link. */
export function Answers({ approval }: { approval: ApprovalDetail }) {
  const { answers, answeredBy } = approval.facts;
  if (!answers) return answeredBy && <AnsweredBy id={answeredBy} />;
  const diff = diffArguments(answers.arguments, approval.arguments);
  const touched = (pointer: string) =>
    diff.changes.some(
      ({ pointer: at }) => at === pointer || at.startsWith(`${pointer}/`) || pointer.startsWith(`${at}/`),
    );
  return (
    <section
      aria-labelledby="answers"
      className="grid gap-2.5 rounded-lg border border-info-solid/40 bg-info-soft p-4"
    >
      <h3 id="answers" className="flex items-center gap-2 text-sm font-semibold">
        <PencilLine aria-hidden className="size-4 text-info" />
        This call answers a request for changes
      </h3>
      <p className="text-sm text-ink-2">
        {answers.by} sent{" "}
        <Link href={`/approvals/${answers.approvalId}`} className={LINK}>
          an earlier call
        </Link>{" "}
        back{answers.note && ":"}
      </p>
      {answers.note && (
        <p className="text-sm wrap-anywhere whitespace-pre-wrap">
          <SafeText>{answers.note}</SafeText>
        </p>
      )}
      {answers.changes.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {answers.changes.map(({ pointer, problem }) => (
            <li key={pointer} className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere">
              <span className="font-mono text-xs text-syntax-key">
                <SafeText oneLine>{labelOfPointer(pointer, answers.arguments)}</SafeText>
              </span>
              <span>
                <SafeText>{problem}</SafeText>
              </span>
              <span className={touched(pointer) ? "text-xs text-ink-3" : "text-xs font-medium text-deny"}>
                {touched(pointer) ? "changed" : "not changed"}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ArgumentDiffView diff={diff} label="Difference to the refused call" />
    </section>
  );
}

function AnsweredBy({ id }: { id: string }) {
  return (
    <p className="flex items-center gap-2 rounded-md bg-info-soft px-3 py-2 text-sm text-info">
      <PencilLine aria-hidden className="size-4 shrink-0" />
      <span>
        The agent has called again:{" "}
        <Link href={`/approvals/${id}`} className="rounded-xs underline underline-offset-2">
          see that request
        </Link>
        .
      </span>
    </p>
  );
}
