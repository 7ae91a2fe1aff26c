import type { Revision } from "@/lib/revisions/types";
import { DataTable } from "../../data-table";
import { Facts } from "../../page/facts";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { CopyId } from "../../ui/copy-id";
import { Link } from "../../ui/link";
import { AbsoluteTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { PersonName } from "../review/person-name";
import { VerdictList } from "../review/verdict-list";
import { deploymentColumns } from "./deployment-columns";
import { DrillSteps } from "./drill-steps";

/** What happened to a revision: where it was in force and when, who said what of it, how it was rehearsed. */
export function HistoryTab({ revision }: { revision: Revision }) {
  const { deployments, drills, reviews } = revision;
  return (
    <div className="grid items-start gap-5 px-4 py-5 md:px-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 gap-5">
        <Panel title="In force" flush>
          <DataTable
            label="Where it was in force, the newest first"
            columns={deploymentColumns}
            rows={deployments.toSorted((a, b) => b.at.localeCompare(a.at))}
            rowKey={({ id }) => id}
            inset
            className="overflow-clip rounded-b-lg"
            empty={<p className="p-4 text-sm text-ink-3">It was in force nowhere yet.</p>}
          />
        </Panel>
        <Panel title={`Drills · ${drills.length}`}>
          {drills.length === 0 && <p className="text-sm text-ink-3">Its rollback has not been rehearsed.</p>}
          <div className="grid gap-5">
            {drills.map((drill) => (
              <DrillSteps key={drill.id} drill={drill} />
            ))}
          </div>
        </Panel>
      </div>
      <div className="grid min-w-0 gap-5">
        <Panel
          title="Record"
          actions={
            <Button variant="ghost" size="sm" asChild>
              <Link href={`/audit?about=${revision.id}`}>Audit records</Link>
            </Button>
          }
        >
          <Facts facts={recordOf(revision)} />
        </Panel>
        <Panel title={`Verdicts · ${reviews.length}`}>
          <VerdictList reviews={reviews} />
        </Panel>
      </div>
    </div>
  );
}

function recordOf(revision: Revision) {
  const { hash, testsHash, signature, base, origin, submittedAt, submittedBy, publishedAt } = revision;
  return [
    { term: "Id", value: <CopyId id={revision.id} what="id of the revision" /> },
    { term: "Content hash", value: hash && <CopyId id={hash} what="content hash" /> },
    { term: "Tests' hash", value: testsHash && <CopyId id={testsHash} what="hash of the tests" /> },
    {
      term: "Began as",
      value: base ? `a copy of revision ${base.number}` : <SafeText oneLine>{origin || "text"}</SafeText>,
    },
    { term: "Author", value: <PersonName person={revision.createdBy} /> },
    {
      term: "Submitted",
      value: submittedAt && (
        <>
          <AbsoluteTime at={submittedAt} /> by <PersonName person={submittedBy} />
        </>
      ),
    },
    { term: "Published", value: publishedAt && <AbsoluteTime at={publishedAt} /> },
    {
      term: "Signed",
      value: signature && (
        <>
          <AbsoluteTime at={signature.signedAt} /> with key{" "}
          <code className="font-mono text-xs">{signature.keyId}</code>
        </>
      ),
    },
  ];
}
