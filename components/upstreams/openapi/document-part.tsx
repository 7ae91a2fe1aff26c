"use client";

import { useState } from "react";
import type { OpenApiPreview } from "@/lib/upstreams/types";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { ask } from "../ask";
import { chosenBefore } from "./choose";
import { OperationList } from "./operation-list";
import { sourceOf, type SourceForm } from "./source";
import { SourceFields } from "./source-fields";

/** A document that was read, from where, and what is chosen of it. */
export type DocumentChoice = { preview: OpenApiPreview; source: SourceForm; chosen: ReadonlySet<string> };

type DocumentPartProps = {
  source: SourceForm;
  onSource: (source: SourceForm) => void;
  choice: DocumentChoice | null;
  onChoice: (choice: DocumentChoice | null) => void;
  /** The upstream it belongs to, where there is one: then what was imported before is chosen. */
  upstreamId?: string;
  /** Offers the addresses that the document names. */
  onAddress?: (address: string) => void;
};

/** Gives a document, reads it, and chooses among its operations. */
export function DocumentPart({
  source,
  onSource,
  choice,
  onChoice,
  upstreamId,
  onAddress,
}: DocumentPartProps) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<{
    message: string;
    faults: Readonly<Record<string, string>>;
  } | null>(null);
  const given = sourceOf(source);
  const read = async () => {
    if (!given) return;
    setPending(true);
    setRefusal(null);
    const body = { source: given, ...(upstreamId !== undefined && { upstreamId }) };
    const answer = await ask<OpenApiPreview>("/api/console/upstreams/openapi/preview", body);
    setPending(false);
    if (answer.ok) onChoice({ preview: answer.data, source, chosen: chosenBefore(answer.data.operations) });
    else setRefusal({ message: answer.message, faults: answer.fieldErrors });
  };
  const stale = choice !== null && choice.source !== source;
  return (
    <div className="grid gap-4">
      {refusal && <FormError>{refusal.message}</FormError>}
      <SourceFields source={source} faults={refusal?.faults ?? {}} onChange={onSource} />
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={pending} disabled={given === null} onClick={() => void read()}>
          {choice ? "Read again" : "Read the document"}
        </Button>
        {stale && <p className="text-xs text-hold">What is shown below was read from another document.</p>}
      </div>
      {choice && (
        <>
          <Head preview={choice.preview} {...(onAddress && { onAddress })} />
          <OperationList
            rows={choice.preview.operations}
            chosen={choice.chosen}
            onChange={(chosen) => onChoice({ ...choice, chosen })}
          />
        </>
      )}
    </div>
  );
}

function Head({ preview, onAddress }: { preview: OpenApiPreview; onAddress?: (address: string) => void }) {
  const { title, version, openapi, servers, findings } = preview;
  return (
    <div className="grid gap-2 text-sm">
      <p className="wrap-anywhere">
        <span className="font-medium">
          <SafeText oneLine>{title || "Untitled"}</SafeText>
        </span>{" "}
        <span className="text-ink-3">
          <SafeText oneLine>{version}</SafeText> · OpenAPI <SafeText oneLine>{openapi}</SafeText>
        </span>
      </p>
      {onAddress && servers.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-xs text-ink-3">It names:</span>
          {servers.slice(0, 5).map((server) => (
            <Button key={server} size="sm" className="max-w-full" onClick={() => onAddress(server)}>
              <span className="truncate">
                Use <SafeText oneLine>{server}</SafeText>
              </span>
            </Button>
          ))}
        </div>
      )}
      {findings.length > 0 && (
        <details className="rounded-md bg-hold-soft px-3 py-2 text-hold">
          <summary className="cursor-pointer rounded-xs">
            {findings.length} {findings.length === 1 ? "remark" : "remarks"} on the document
          </summary>
          <ul
            className="mt-1.5 grid max-h-60 gap-1 overflow-y-auto text-xs"
            tabIndex={0}
            aria-label="Remarks"
          >
            {findings.map(({ pointer, detail }, index) => (
              <li key={index} className="wrap-anywhere">
                {pointer && (
                  <code className="font-mono">
                    <SafeText oneLine>{pointer}</SafeText>{" "}
                  </code>
                )}
                <SafeText>{detail}</SafeText>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
