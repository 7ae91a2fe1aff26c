"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Route } from "next";
import { useState } from "react";
import type { QuarantineReleased } from "@/lib/quarantine/types";
import type { Verdict } from "@/lib/revisions/types";
import { Panel } from "../../page/panel";
import { postJson } from "../../policy/editor/post-json";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { Part } from "../shared/part";
import { Receipt } from "../shared/receipt";
import { usePart } from "../shared/use-part";
import { ReleaseDialog, type Release } from "./release-dialog";
import type { Watched } from "./types";

type ReleasePanelProps = { incidentId: string; may: Verdict };

/** Gives sessions back: by stages, with a reason, and under watch afterwards. */
export function ReleasePanel({ incidentId, may }: ReleasePanelProps) {
  const query = usePart<{ rows: Watched[] }>(incidentId, "watch");
  const client = useQueryClient();
  const release = useMutation({
    mutationFn: (input: Release) =>
      postJson<QuarantineReleased>(`/api/console/incidents/${incidentId}/release`, input),
    onSettled: () => client.invalidateQueries({ queryKey: ["incidents", incidentId] }),
  });
  const [open, setOpen] = useState<Watched | null>(null);
  return (
    <Panel title="Release" flush>
      <Part query={query}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="p-4 text-sm text-ink-3">No session was quarantined for this incident.</p>
          ) : (
            <ul className="divide-y divide-line">
              {rows.map((row) => (
                <Row key={row.quarantine.id} row={row} may={may} onRelease={() => setOpen(row)} />
              ))}
            </ul>
          )
        }
      </Part>
      {release.data && (
        <div className="border-t border-line px-4 py-3">
          <Receipt auditId={release.data.auditId}>{releasedWords(release.data)}</Receipt>
        </div>
      )}
      {open && <ReleaseDialog row={open} release={release} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function releasedWords({ watchMinutes }: QuarantineReleased): string {
  if (watchMinutes === null) return "Released by a stage.";
  return watchMinutes === 0
    ? "Released, without a watch."
    : `Released, and watched for ${watchMinutes} minutes.`;
}

const ADMITS = {
  nothing: "Nothing is let through",
  reads: "Reads are let through",
  low_risk: "Low and medium risk is let through",
} as const;

function Row({
  row: { quarantine, risk },
  may,
  onRelease,
}: {
  row: Watched;
  may: Verdict;
  onRelease: () => void;
}) {
  const { sessionId, agentName, sessionLabel, reason, admits, releasedAt, releasedBy, releaseReason } =
    quarantine;
  const name = agentName ?? "unknown agent";
  return (
    <li className="grid gap-1.5 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link
          href={`/sessions/${sessionId}` as Route} // our own page
          className="inline-flex min-h-6 min-w-0 items-center rounded-xs font-medium wrap-anywhere underline underline-offset-2"
        >
          <SafeText oneLine>{sessionLabel === "" ? name : `${name} · ${sessionLabel}`}</SafeText>
        </Link>
        {releasedAt === null ? (
          <Badge tone={admits === "nothing" ? "deny" : "hold"}>{ADMITS[admits]}</Badge>
        ) : risk.relapsedAt !== null ? (
          <Badge tone="deny">Relapsed</Badge>
        ) : risk.watchUntil !== null ? (
          <Badge tone="info">Under watch</Badge>
        ) : (
          <Badge tone="allow">Released</Badge>
        )}
        <span className="grow" />
        {releasedAt === null && (
          <Button size="sm" disabled={!may.ok} onClick={onRelease}>
            Release…
          </Button>
        )}
      </div>
      <p className="text-xs wrap-anywhere text-ink-2">
        <SafeText>{reason}</SafeText> · risk {risk.score.toFixed(1)} of {risk.threshold.toFixed(1)}
      </p>
      {releasedAt !== null && (
        <p className="text-xs wrap-anywhere text-ink-2">
          Released <RelativeTime at={releasedAt} /> by {releasedBy ?? "a former member"}:{" "}
          <SafeText>{releaseReason ?? ""}</SafeText>
        </p>
      )}
      {releasedAt !== null && risk.relapsedAt !== null && (
        <p className="text-xs text-deny">
          Quarantined again <RelativeTime at={risk.relapsedAt} />.
        </p>
      )}
      {releasedAt !== null && risk.relapsedAt === null && risk.watchUntil !== null && (
        <p className="text-xs text-ink-2">
          Watched until <RelativeTime at={risk.watchUntil} />: {risk.threshold.toFixed(1)} points quarantine
          it again.
        </p>
      )}
      {releasedAt === null && !may.ok && <p className="text-xs text-ink-3">{may.why}</p>}
    </li>
  );
}
