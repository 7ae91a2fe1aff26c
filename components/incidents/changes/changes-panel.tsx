"use client";

import type { Route } from "next";
import { useState } from "react";
import type { Change, Changes } from "@/lib/incidents/changes/types";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { AbsoluteTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { Part } from "../shared/part";
import { usePart } from "../shared/use-part";
import { Today } from "./today";

const FIRST = 6;

/** What was changed in the day before, what was in force, and what today's policy would say. */
export function ChangesPanel({ incidentId }: { incidentId: string }) {
  const query = usePart<Changes>(incidentId, "changes");
  return (
    <Panel title="What changed (24 h before)" flush>
      <Part query={query}>{(changes) => <List changes={changes} />}</Part>
      <Today incidentId={incidentId} />
    </Panel>
  );
}

function List({ changes: { rows, inForce, truncated } }: { changes: Changes }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <div className="grid gap-3 p-4">
      {inForce.length === 0 ? (
        <p className="text-sm text-ink-3">No policy was in force, so every call was denied.</p>
      ) : (
        <p className="text-sm">
          In force then:{" "}
          {inForce.map(({ environment, revisionId, number }, n) => (
            <span key={revisionId + environment}>
              {n > 0 && ", "}
              <Link
                href={`/policy/${revisionId}` as Route} // our own page
                className="rounded-xs py-0.5 font-medium underline underline-offset-2"
              >
                revision {number}
              </Link>{" "}
              <span className="text-ink-3">({environment})</span>
            </span>
          ))}
        </p>
      )}
      {rows.length === 0 ? (
        <p className="text-sm text-ink-3">Nothing was changed in that time.</p>
      ) : (
        <ol className="grid gap-2.5" aria-label="Changes, newest first">
          {shown.map((change) => (
            <Row key={change.id} change={change} />
          ))}
        </ol>
      )}
      {rows.length > shown.length && (
        <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => setAll(true)}>
          Show {rows.length - shown.length} more
        </Button>
      )}
      {truncated && <p className="text-xs text-ink-3">There were more than are listed.</p>}
    </div>
  );
}

function Row({ change: { at, title, name, by, href } }: { change: Change }) {
  const text = (
    <>
      {title}
      {name !== null && (
        <>
          : <SafeText oneLine>{name}</SafeText>
        </>
      )}
    </>
  );
  return (
    <li className="min-w-0 text-sm">
      {href === null ? (
        <span className="wrap-anywhere">{text}</span>
      ) : (
        // Our own pages only; see hrefOf in lib/incidents/changes.
        <Link
          href={href as Route}
          className="rounded-xs py-0.5 wrap-anywhere underline underline-offset-2 hover:text-ink"
        >
          {text}
        </Link>
      )}
      <span className="block text-xs text-ink-3">
        <AbsoluteTime at={at} /> · {by}
      </span>
    </li>
  );
}
