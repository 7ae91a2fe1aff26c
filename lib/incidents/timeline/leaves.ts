import { idFloor } from "../../platform/ids";
import type { TimelineEntry } from "../types";
import { actorNames } from "./actors";
import { entry } from "./entry";
import type { Scope } from "./scope";

const MOST = 500;

/** Of the audit log: what has no table of its own. Named in full, so that nothing turns up unasked. */
const NOTABLE: Readonly<Record<string, Pick<TimelineEntry, "group" | "title" | "tone"> & { own?: boolean }>> =
  {
    "capability.suspended": { group: "changes", title: "Capability suspended", tone: "bad" },
    "credential.revoked": { group: "containment", title: "Credential revoked", tone: "good", own: true },
    "credential.revoke_failed": {
      group: "containment",
      title: "Credential could not be revoked",
      tone: "bad",
      own: true,
    },
    "credential.updated": { group: "changes", title: "Credential changed", tone: "plain" },
    "upstream.updated": { group: "changes", title: "Upstream changed", tone: "plain" },
  };
const PAGES: Readonly<Record<string, string>> = {
  capability: "capabilities",
  credential: "credentials",
  upstream: "upstreams",
};

type Said = { data?: { name?: unknown; sessionId?: unknown } };

/** `own`: counts only of the incident's sessions. */
export async function leafEntries({
  tx,
  tenantId,
  sessionIds,
  from,
  until,
}: Scope): Promise<TimelineEntry[]> {
  const leaves = await tx.auditLeaf.findMany({
    where: {
      tenantId,
      category: "control",
      // Ids carry the time, and an index orders them.
      id: { gte: idFloor(from.getTime()), lt: idFloor(until.getTime() + 1) },
      action: { in: Object.keys(NOTABLE) },
    },
    orderBy: { id: "desc" },
    take: MOST,
  });
  const names = await actorNames(tx, leaves);
  return leaves.flatMap((leaf) => {
    const notable = NOTABLE[leaf.action];
    const { data = {} } = JSON.parse(Buffer.from(leaf.bytes).toString()) as Said;
    const { name, sessionId } = data;
    if (!notable || (notable.own && !sessionIds.some((id) => id === sessionId))) return [];
    const page = PAGES[leaf.subjectKind];
    return entry({
      key: leaf.id,
      at: leaf.recordedAt,
      group: notable.group,
      kind: leaf.action,
      title: typeof name === "string" ? `${notable.title}: ${name}` : notable.title,
      body: "",
      actor: names(leaf.actorKind, leaf.actorId),
      tone: notable.tone,
      href: page === undefined ? null : `/${page}/${leaf.subjectId}`,
    });
  });
}
