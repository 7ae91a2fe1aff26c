import type { Route } from "next";
import type { AttemptRow, DeliveryDetail } from "@/lib/notifications/types";
import { Facts } from "../page/facts";
import { Badge } from "../ui/badge";
import { CodeBlock } from "../ui/code-block";
import { CopyId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { AbsoluteTime, RelativeTime } from "../ui/relative-time";
import { SafeText, Untrusted } from "../ui/safe-text";
import { duration } from "../ui/time-format";
import { DELIVERY_WORDS } from "./kinds";

/** One delivery: how it stands, every try with what came back, and what it says. */
export function DeliveryDetails({ delivery }: { delivery: DeliveryDetail }) {
  const { id, type, state, lastError, createdAt, nextAttemptAt, log, subjectKind, subjectId } = delivery;
  return (
    <div className="grid gap-6">
      <Facts
        facts={[
          {
            term: "State",
            value: (
              <span className="flex flex-wrap items-center gap-2">
                <Badge tone={DELIVERY_WORDS[state].tone}>{DELIVERY_WORDS[state].label}</Badge>
                {lastError && <span className="text-ink-2">{lastError}</span>}
              </span>
            ),
          },
          { term: "Event", value: <span className="font-mono text-xs">{type}</span> },
          ...(subjectKind === "approval"
            ? [
                {
                  term: "About",
                  value: (
                    // Safe because it is one of our own routes.
                    <Link
                      href={`/approvals/${subjectId}` as Route}
                      className="rounded-xs text-accent underline underline-offset-2"
                    >
                      The request for approval
                    </Link>
                  ),
                },
              ]
            : []),
          { term: "Happened", value: <AbsoluteTime at={createdAt} /> },
          ...(nextAttemptAt ? [{ term: "Next try", value: <RelativeTime at={nextAttemptAt} /> }] : []),
          { term: "Id", value: <CopyId id={id} what="delivery id" full /> },
        ]}
      />
      <section className="grid gap-2">
        <h3 className="text-sm font-semibold">Tries</h3>
        {log.length === 0 ? (
          <p className="text-sm text-ink-3">Not tried yet.</p>
        ) : (
          <ol className="grid gap-2">
            {log.map((attempt) => (
              <Attempt key={attempt.id} attempt={attempt} />
            ))}
          </ol>
        )}
      </section>
      <section className="grid gap-2">
        <h3 className="text-sm font-semibold">What it says</h3>
        <CodeBlock code={pretty(delivery.body)} label="body" wrap />
      </section>
    </div>
  );
}

function Attempt({ attempt: { at, statusCode, durationMs, error, response } }: { attempt: AttemptRow }) {
  return (
    <li className="grid gap-2 rounded-md border border-line p-3 text-sm">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className={error ? "wrap-anywhere text-deny" : "text-allow"}>{error ?? "Delivered"}</span>
        <span className="text-xs text-ink-3 tabular-nums">
          {statusCode !== null && `${statusCode} · `}
          {duration(durationMs)} · <RelativeTime at={at} />
        </span>
      </p>
      {response && (
        <Untrusted source="the beginning of what it answered">
          <SafeText>{response}</SafeText>
        </Untrusted>
      )}
    </li>
  );
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
