import type { Route } from "next";
import type { CapabilityRevisionRow, RevisionKind } from "@/lib/capabilities/types";
import { Panel } from "../page/panel";
import { Badge, type BadgeTone } from "../ui/badge";
import { cn } from "../ui/cn";
import { CopyId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { AbsoluteTime, RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { specChanges } from "./diff/changes";
import { DefinitionDiff } from "./diff/definition-diff";

const KINDS: Record<RevisionKind, { label: string; tone: BadgeTone }> = {
  imported: { label: "Imported", tone: "neutral" },
  changed: { label: "Changed by its upstream", tone: "hold" },
  reviewed: { label: "Accepted", tone: "allow" },
  rejected: { label: "Rejected", tone: "deny" },
  restored: { label: "Restored", tone: "allow" },
  retired: { label: "Withdrawn by its upstream", tone: "neutral" },
};

type VersionsProps = {
  /** Newest first. */
  rows: readonly CapabilityRevisionRow[];
  /** The chosen version and the one before it. */
  chosen: CapabilityRevisionRow | null;
  before: CapabilityRevisionRow | null;
  source: string;
  hrefOf: (number: number) => string;
  olderHref: string | undefined;
  newestHref: string | undefined;
};

/** Every version of a capability: who made it and why, and what it changed. */
export function Versions({ rows, chosen, before, source, hrefOf, olderHref, newestHref }: VersionsProps) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <Panel title="Versions" flush>
        <ol aria-label="Versions, newest first" className="divide-y divide-line">
          {rows.map((row) => (
            <li key={row.id}>
              <Link
                href={hrefOf(row.number) as Route} // Safe because the page builds it from its own route.
                scroll={false}
                aria-current={row.number === chosen?.number || undefined}
                className={cn(
                  "grid gap-1 px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2",
                  row.number === chosen?.number && "bg-accent-soft hover:bg-accent-soft",
                )}
              >
                <span className="flex flex-wrap items-center gap-2">
                  <span className="text-sm font-medium tabular-nums">Version {row.number}</span>
                  <KindBadge kind={row.kind} />
                </span>
                <span className="text-xs text-ink-3">
                  {row.author?.name ?? "The gateway"}, <RelativeTime at={row.createdAt} />
                </span>
              </Link>
            </li>
          ))}
        </ol>
        {(olderHref || newestHref) && (
          <nav aria-label="Pages of versions" className="flex gap-4 border-t border-line px-4 py-2 text-sm">
            {newestHref && <PageLink href={newestHref}>Newest</PageLink>}
            {olderHref && <PageLink href={olderHref}>Older</PageLink>}
          </nav>
        )}
      </Panel>
      {chosen && <Version version={chosen} before={before} source={source} />}
    </div>
  );
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href as Route} className="rounded-xs text-accent underline underline-offset-2">
      {children}
    </Link>
  );
}

function KindBadge({ kind }: { kind: RevisionKind }) {
  return <Badge tone={KINDS[kind].tone}>{KINDS[kind].label}</Badge>;
}

type VersionProps = { version: CapabilityRevisionRow; before: CapabilityRevisionRow | null; source: string };

function Version({ version, before, source }: VersionProps) {
  const { number, kind, author, reason, createdAt, definitionHash, status } = version;
  return (
    <div className="grid min-w-0 gap-5">
      <Panel title={`Version ${number}`} actions={<KindBadge kind={kind} />}>
        <div className="grid gap-2 text-sm">
          <p>
            {author?.name ?? "The gateway, on its upstream's word"}, <AbsoluteTime at={createdAt} />. The
            capability was {status} afterwards.
          </p>
          {reason && (
            <p className="wrap-anywhere whitespace-pre-wrap text-ink-2">
              <SafeText>{reason}</SafeText>
            </p>
          )}
          <p className="flex items-center gap-1.5 text-xs text-ink-3">
            Definition <CopyId id={definitionHash} what="definition hash" />
          </p>
        </div>
      </Panel>
      <Panel title={before ? `What changed since version ${before.number}` : "The first version"}>
        {before ? (
          <Changes version={version} before={before} source={source} />
        ) : (
          <p className="text-sm text-ink-2">There is no version before it to compare with.</p>
        )}
      </Panel>
    </div>
  );
}

function Changes({ version, before, source }: VersionProps & { before: CapabilityRevisionRow }) {
  const sameDefinition = version.definitionHash === before.definitionHash;
  const spec = specChanges(before.spec, version.spec);
  return (
    <div className="grid gap-4">
      {sameDefinition ? (
        <p className="text-sm text-ink-2">The upstream&apos;s definition is the same.</p>
      ) : (
        <DefinitionDiff before={before.definition} after={version.definition} source={source} />
      )}
      {spec.length > 0 ? (
        <SpecChangeList changes={spec} />
      ) : (
        <p className="text-sm text-ink-2">What people say of it is the same.</p>
      )}
    </div>
  );
}

/** What people now say otherwise, before and after. */
export function SpecChangeList({ changes }: { changes: ReturnType<typeof specChanges> }) {
  return (
    <dl className="grid gap-2 text-sm">
      {changes.map(({ label, before, after }) => (
        <div key={label} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <dt className="text-ink-3">{label}</dt>
          <dd className="min-w-0 wrap-anywhere whitespace-pre-wrap">
            <del className="rounded-xs bg-deny-soft px-0.5 text-deny">
              <span className="sr-only">from </span>
              <SafeText>{before || "nothing"}</SafeText>
            </del>{" "}
            <ins className="rounded-xs bg-allow-soft px-0.5 font-medium text-allow no-underline">
              <span className="sr-only">to </span>
              <SafeText>{after || "nothing"}</SafeText>
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
