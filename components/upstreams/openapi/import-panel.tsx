"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ImportReport } from "@/lib/capabilities/types";
import type { DocumentFacts } from "@/lib/upstreams/types";
import type { Verdict } from "@/lib/revisions/types";
import { Facts } from "../../page/facts";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { CopyId } from "../../ui/copy-id";
import { FormError } from "../../ui/field";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { ask } from "../ask";
import { DocumentPart, type DocumentChoice } from "./document-part";
import { ImportReportView } from "./import-report";
import { NO_SOURCE, sourceOf, type SourceForm } from "./source";

type ImportPanelProps = { upstreamId: string; document: DocumentFacts | null; may: Verdict };

/** The document of an HTTP API: what is imported of it, and reading it again. */
export function ImportPanel({ upstreamId, document, may }: ImportPanelProps) {
  const router = useRouter();
  const [source, setSource] = useState<SourceForm>(
    document?.sourceUrl ? { ...NO_SOURCE, from: "url", url: document.sourceUrl } : NO_SOURCE,
  );
  const [choice, setChoice] = useState<DocumentChoice | null>(null);
  const [pending, setPending] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    const given = choice && sourceOf(choice.source);
    if (!choice || !given) return;
    setPending(true);
    setProblem(null);
    const answer = await ask<ImportReport>("/api/console/upstreams/openapi/import", {
      upstreamId,
      source: given,
      hash: choice.preview.hash,
      operations: [...choice.chosen],
    });
    setPending(false);
    if (!answer.ok) return setProblem(answer.message);
    setReport(answer.data);
    setChoice(null);
    router.refresh();
  };
  const count = choice?.chosen.size ?? 0;
  const leftOut = document
    ? document.operations.filter((tool) => choice && !choice.chosen.has(tool)).length
    : 0;
  return (
    <div className="grid gap-5">
      {document && <Imported document={document} />}
      {report && <ImportReportView report={report} />}
      <Panel title={document ? "Read the document again" : "Import an OpenAPI document"}>
        {may.ok ? (
          <div className="grid gap-4">
            <DocumentPart
              source={source}
              onSource={setSource}
              choice={choice}
              onChoice={(next) => {
                setChoice(next);
                setReport(null);
              }}
              upstreamId={upstreamId}
            />
            {problem && <FormError>{problem}</FormError>}
            {choice && (
              <div className="flex flex-wrap items-center gap-3">
                <Button
                  variant="primary"
                  pending={pending}
                  disabled={count === 0}
                  onClick={() => void send()}
                >
                  Import {count} {count === 1 ? "operation" : "operations"}
                </Button>
                <p className="text-xs text-ink-3">
                  {leftOut > 0
                    ? `${leftOut} that ${leftOut === 1 ? "is" : "are"} imported now ${leftOut === 1 ? "is" : "are"} left out, and will be retired.`
                    : "What is new has to be reviewed; what has changed is suspended until somebody accepts it."}
                </p>
              </div>
            )}
          </div>
        ) : (
          <p className="text-sm text-ink-2">{may.why}</p>
        )}
      </Panel>
    </div>
  );
}

function Imported({ document }: { document: DocumentFacts }) {
  return (
    <Panel title="Imported document">
      <Facts
        facts={[
          {
            term: "Title",
            value: (
              <>
                <SafeText oneLine>{document.title}</SafeText>{" "}
                <span className="text-ink-3">
                  <SafeText oneLine>{document.version}</SafeText>
                </span>
              </>
            ),
          },
          {
            term: "From",
            value: document.sourceUrl ? (
              <code className="font-mono text-xs">
                <SafeText oneLine>{document.sourceUrl}</SafeText>
              </code>
            ) : (
              "A file or pasted text"
            ),
          },
          { term: "Imported", value: <RelativeTime at={document.importedAt} /> },
          { term: "Operations", value: document.operations.length },
          { term: "SHA-256", value: <CopyId id={document.hash} what="hash" /> },
        ]}
      />
    </Panel>
  );
}
