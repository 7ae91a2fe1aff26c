import { countApprovals, listApprovals } from "@/lib/approvals";
import { listLeaves } from "@/lib/audit";
import { countReviewQueue } from "@/lib/capabilities";
import { listIncidents, UNRESOLVED } from "@/lib/incidents";
import { can, type Ctx, type Permission } from "@/lib/platform/ctx";
import { listQuarantines } from "@/lib/quarantine";
import { getConvergence, listRevisions } from "@/lib/revisions";
import { listSwitches, stopFileInForce } from "@/lib/switches";
import { listUpstreams } from "@/lib/upstreams";
import type { Changes, HealthFacts, Need, Stopped } from "@/components/overview/types";

const SOON_MS = 10 * 60_000;
const SHOWN = 5;

/** What the reader's roles let them see, or null: unknown is not nothing. */
async function where<T>(ctx: Ctx, permission: Permission, read: () => Promise<T>): Promise<T | null> {
  return can(ctx.actor, permission) ? read() : null;
}

/** What waits for this person, the most pressing first. */
export async function loadNeeds(ctx: Ctx): Promise<Need[]> {
  const all = [
    await approvalNeeds(ctx),
    await restartNeeds(ctx),
    await incidentNeeds(ctx),
    await policyNeeds(ctx),
    await capabilityNeeds(ctx),
  ];
  return all.flat();
}

async function approvalNeeds(ctx: Ctx): Promise<Need[]> {
  if (!can(ctx.actor, "approvals.read")) return [];
  const { mine } = await countApprovals(ctx);
  if (mine === 0) return [];
  const { rows, now } = await listApprovals(ctx, { view: "mine" });
  const due = rows.filter(({ expiresAt }) => Date.parse(expiresAt) - Date.parse(now) < SOON_MS).length;
  const text = `${mine === 1 ? "request for approval waits" : "requests for approval wait"} for you`;
  const detail = due > 0 ? `${due} due within 10 minutes` : "";
  return [{ key: "approvals", count: mine, text, detail, href: "/approvals", urgent: due > 0 }];
}

async function restartNeeds(ctx: Ctx): Promise<Need[]> {
  if (!can(ctx.actor, "switches.clear")) return [];
  const { rows } = await listSwitches(ctx, { state: "in_force" });
  const waiting = rows.filter(({ can: may }) => may.confirm.ok).length;
  if (waiting === 0) return [];
  const text = `${waiting === 1 ? "restart waits" : "restarts wait"} for a second person`;
  return [{ key: "restarts", count: waiting, text, detail: "", href: "/switches", urgent: true }];
}

async function incidentNeeds(ctx: Ctx): Promise<Need[]> {
  if (!can(ctx.actor, "incidents.manage")) return [];
  const statuses = [...UNRESOLVED];
  const { rows: mine } = await listIncidents(ctx, { statuses, mine: true, limit: 100 });
  const { rows: open } = await listIncidents(ctx, { statuses, limit: 100 });
  const nobodys = open.filter(({ commander }) => commander === null);
  return [
    ...(nobodys.length > 0
      ? [
          {
            ...{ key: "unassigned", count: nobodys.length, urgent: true, detail: "" },
            text: nobodys.length === 1 ? "incident has no commander" : "incidents have no commander",
            href: nobodys.length === 1 ? `/incidents/${nobodys[0]!.id}` : "/incidents",
          },
        ]
      : []),
    ...(mine.length > 0
      ? [
          {
            ...{ key: "incidents", count: mine.length, urgent: false, detail: "" },
            text: mine.length === 1 ? "open incident is yours" : "open incidents are yours",
            href: mine.length === 1 ? `/incidents/${mine[0]!.id}` : "/incidents?mine=yes",
          },
        ]
      : []),
  ];
}

async function policyNeeds(ctx: Ctx): Promise<Need[]> {
  if (!can(ctx.actor, "policy.review")) return [];
  const { rows } = await listRevisions(ctx, { state: ["in_review"], limit: 50 });
  const others = rows.filter(
    ({ createdBy, approvals, requiredApprovals }) =>
      createdBy?.id !== ctx.actor.id && approvals < requiredApprovals,
  );
  const [first] = others;
  if (!first) return [];
  const one = others.length === 1;
  return [
    {
      ...{ key: "policy", count: others.length, urgent: false },
      text: one ? "policy waits for a review" : "policies wait for a review",
      detail: one ? `Revision ${first.number}` : "",
      href: one ? `/policy/${first.id}?tab=review` : "/policy?state=in_review",
    },
  ];
}

async function capabilityNeeds(ctx: Ctx): Promise<Need[]> {
  if (!can(ctx.actor, "capabilities.manage")) return [];
  const waiting = await countReviewQueue(ctx);
  if (waiting === 0) return [];
  const text = waiting === 1 ? "tool waits for a review" : "tools wait for a review";
  return [{ key: "tools", count: waiting, text, detail: "", href: "/capabilities/review", urgent: false }];
}

/** What is stopped: by a file on a machine, by switches in force, and quarantined sessions. */
export async function loadStopped(ctx: Ctx): Promise<Stopped> {
  const switches = await where(ctx, "switches.read", () => listSwitches(ctx, { state: "in_force" }));
  const quarantines = await where(ctx, "sessions.read", () =>
    listQuarantines(ctx, { open: true, limit: 50 }),
  );
  const stopFile = await where(ctx, "switches.read", () => stopFileInForce(ctx));
  return {
    stopFileSince: stopFile?.since ?? null,
    switches: switches && {
      ...{ count: switches.rows.length, more: switches.nextCursor !== null },
      rows: switches.rows
        .slice(0, SHOWN)
        .map(({ id, scope, label, setAt, percent }) => ({ id, scope, label, setAt, percent })),
    },
    quarantines: quarantines && {
      ...{ count: quarantines.rows.length, more: quarantines.nextCursor !== null },
      rows: quarantines.rows.slice(0, SHOWN).map((row) => ({
        ...{ id: row.id, sessionId: row.sessionId, agent: row.agentName ?? "unknown agent" },
        ...{
          incidentId: row.incidentId,
          incidentRef: row.incidentRef,
          openedAt: row.openedAt,
          admits: row.admits,
        },
      })),
    },
  };
}

/** Processes and upstreams, as far as the reader may know. */
export async function loadHealth(ctx: Ctx): Promise<HealthFacts> {
  const convergence = await where(ctx, "policy.read", () => getConvergence(ctx));
  const production = convergence?.find(({ environment }) => environment === "production") ?? null;
  const heard = production?.processes.filter(({ status }) => status !== "unknown") ?? [];
  const upstreams = await where(ctx, "upstreams.read", () => listUpstreams(ctx, {}));
  const used = upstreams?.filter(({ enabled }) => enabled) ?? null;
  return {
    gateways: production?.deployed
      ? {
          ...{ living: heard.length, enforcing: heard.filter(({ status }) => status === "current").length },
          revision: production.deployed.revisionNumber,
        }
      : null,
    upstreams: used && {
      ...{ all: used.length, down: used.filter(({ health }) => health.status === "down").length },
      unknown: used.filter(({ health }) => health.status === "unknown").length,
    },
  };
}

export async function loadIncidents(ctx: Ctx) {
  return where(ctx, "incidents.read", () => listIncidents(ctx, { statuses: [...UNRESOLVED], limit: SHOWN }));
}

/** Signing in and reading change nothing. */
const QUIET =
  /^(auth|session|view|slack|endpoint|credential\.(issued|tried)|capability\.tried|upstream\.tested)\b/;
const SCANNED = 60;

/** What people and the system changed since midnight (UTC), newest first. */
export async function loadChanges(ctx: Ctx): Promise<Changes | null> {
  const leaves = await where(ctx, "audit.read", () =>
    listLeaves(ctx, { category: "control", limit: SCANNED }),
  );
  if (!leaves) return null;
  const today = new Date().toISOString().slice(0, 10);
  const rows = leaves.rows.filter(
    ({ recordedAt, action }) =>
      recordedAt.startsWith(today) && (!QUIET.test(action) || action === "session.quarantined"),
  );
  return {
    rows: rows.slice(0, 8),
    more: rows.length > 8 || (leaves.older !== null && rows.length === SCANNED),
  };
}
