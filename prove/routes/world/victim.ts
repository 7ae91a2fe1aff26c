import { randomBytes } from "node:crypto";
import type { RestAgent } from "../../../e2e/support/rest-agent";
import { createDelegation, createTeam, saveChain } from "../../../lib/approvals";
import { getCapability, listCapabilities } from "../../../lib/capabilities";
import { createCredential } from "../../../lib/credentials";
import { addComment, addStep, declareIncident, getIncident, insertEvent } from "../../../lib/incidents";
import { createLimit } from "../../../lib/limits";
import { createEndpoint } from "../../../lib/notifications";
import { addNetworkRule } from "../../../lib/outbound";
import type { Ctx } from "../../../lib/platform/ctx";
import { raiseAlert } from "../../../lib/platform/alerts";
import { withTenant } from "../../../lib/platform/db";
import { newId } from "../../../lib/platform/ids";
import { quarantineSession } from "../../../lib/quarantine";
import { openSession } from "../../../lib/sessions";
import { commentOn, createDraft, createException, getRevision, listRevisions } from "../../../lib/revisions";
import { setSwitch } from "../../../lib/switches";
import { addTaint } from "../../../lib/taint";
import { createUpstream, previewOpenApi } from "../../../lib/upstreams";
import { saveView } from "../../../lib/views";
import { ECHO, ECHO_POLICY } from "../../../tests/echo-tenant";
import { ctxFor, type TestTenant } from "../../../tests/factories";
import { source } from "../inputs/openapi";

/** Nobody listens there: what is tried against it fails at once, and nothing leaves this machine. */
const NOWHERE = "https://127.0.0.1:9";

/** What proves that something was told. */
export type Marks = {
  /** In the names of the tenant and of its people, which its own members may see on every page. */
  name: string;
  /** In everything else of the tenant's that people or agents may write. */
  text: string;
  /** A part of both. */
  core: string;
};

export type Victim = Awaited<ReturnType<typeof fill>> & {
  tenant: TestTenant;
  marks: Marks;
  password: string;
};

export function newMarks(): Marks {
  const core = randomBytes(8).toString("hex");
  return { name: `name${core}`, text: `cnry${core}`, core };
}

/** Gives a tenant one or more of everything that the console shows or changes, with the mark in whatever people may write. */
export async function fill(tenant: TestTenant, agent: RestAgent, mark: string) {
  const admin = ctxFor(tenant.id, tenant.admin);
  const calls = await makeCalls(agent, mark);
  const about = await subjects(admin);
  return {
    ...calls,
    ...about,
    ...(await approvals(admin, tenant, mark)),
    ...(await policies(admin, about.revisionId, calls.sessionId, mark)),
    ...(await incident(admin, calls.sessionId, mark)),
    ...(await connections(admin, about.capabilityId, mark)),
    ...(await containment(admin, tenant, calls, mark)),
  };
}

async function makeCalls(agent: RestAgent, mark: string) {
  const allowed = await agent.call(ECHO, { message: `hello ${mark}-arguments` });
  await agent.call(ECHO, { message: `forbidden ${mark}-arguments` });
  const held = [];
  for (let n = 0; n < 6; n++) held.push(await agent.hold(ECHO, { message: `ask ${mark}-held ${n}` }));
  const callId = String(allowed.body.call_id);
  return { sessionId: await agent.sessionId(), callId, approvalIds: held.map(({ id }) => id) };
}

async function subjects(admin: Ctx) {
  const capabilityId = (await listCapabilities(admin, {})).rows.find(({ name }) => name === ECHO)?.id ?? "";
  const { definitionHash, updatedAt, upstream } = await getCapability(admin, capabilityId);
  const revisionId = (await listRevisions(admin, {})).rows[0]?.id ?? "";
  return { capabilityId, definitionHash, updatedAt, upstreamId: upstream.id, revisionId };
}

async function approvals(admin: Ctx, tenant: TestTenant, mark: string) {
  const description = `${mark}-team`;
  const memberIds = [tenant.reviewer.id];
  const { id: teamId } = await createTeam(admin, { name: `${mark} team`, description, memberIds });
  const members = { kind: "role" as const, role: "reviewer" as const };
  const spec = { steps: [{ name: `${mark}-step`, groups: [{ name: "Reviewers", members, quorum: 1 }] }] };
  // No mark: a path has it, and an answer may say which path was asked for.
  const chain = `chain-${newId()}`;
  await saveChain(admin, { name: chain, spec, note: `${mark}-note`, baseVersion: 0 });
  const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
  const delegation = {
    ...{ fromUserId: tenant.reviewer.id, toUserId: tenant.reviewer2.id, reason: `${mark}-away` },
    ...{ startsAt: days(10), endsAt: days(11) },
  };
  const { id: delegationId } = await createDelegation(admin, delegation);
  const view = { screen: "approvals" as const, name: `${mark} view`, query: "", shared: true };
  const { id: viewId } = await saveView(admin, view);
  return { teamId, chain, spec, delegationId, viewId };
}

async function policies(admin: Ctx, revisionId: string, sessionId: string, mark: string) {
  const from = { kind: "text" as const, document: `# ${mark}-document\n${ECHO_POLICY}` };
  const drafts: string[] = [];
  for (let n = 0; n < 6; n++)
    drafts.push((await createDraft(admin, { title: `${mark} draft ${n}`, from })).id);
  const { hash } = await getRevision(admin, { id: revisionId });
  const said = { id: revisionId, ruleId: null, body: `${mark}-comment` };
  const { id: commentId } = await commentOn(admin, said);
  const exception = { scope: "session" as const, sessionId, capability: ECHO, hours: 1 };
  const { id: exceptionId } = await createException(admin, { ...exception, reason: `${mark}-exception` });
  return { drafts, hash, commentId, exceptionId };
}

async function incident(admin: Ctx, sessionId: string, mark: string) {
  const summary = `${mark}-summary`;
  const { id: incidentId } = await declareIncident(admin, { title: `${mark} incident`, summary, sessionId });
  const at = new Date().toISOString();
  const { eventId } = await insertEvent(admin, { id: incidentId, at, title: `${mark}-event` });
  const title = `${mark}-step`;
  await addStep(admin, { id: incidentId, title });
  const step = await withTenant(admin.tenantId, (tx) => tx.incidentStep.findFirst({ where: { title } }));
  await addComment(admin, { id: incidentId, body: `${mark}-remark` });
  const { version, ref } = await getIncident(admin, { id: incidentId });
  return { incidentId, eventId, stepId: step?.id ?? "", incidentRef: ref, incidentVersion: version };
}

async function connections(admin: Ctx, capabilityId: string, mark: string) {
  const endpoint = {
    name: `${mark} endpoint`,
    config: { kind: "webhook" as const, url: `${NOWHERE}/${mark}` },
  };
  const { id: endpointId } = await createEndpoint(admin, { ...endpoint, events: [] });
  const secrets = { value: `${mark}-secret` };
  const config = { provider: "static" as const };
  const { id: credentialId } = await createCredential(admin, { name: `${mark} credential`, config, secrets });
  const target = { kind: "http" as const, config: { baseUrl: NOWHERE } };
  const named = { slug: "nowhere", name: `${mark} upstream`, description: `${mark}-about` };
  const { id: httpUpstreamId } = await createUpstream(admin, { ...named, target });
  const { id: networkRuleId } = await addNetworkRule(admin, { cidr: "192.0.2.0/24", note: `${mark}-rule` });
  await withTenant(admin.tenantId, (tx) =>
    raiseAlert(tx, admin.tenantId, {
      ...{ kind: "capability.changed", severity: "warning" },
      ...{ subjectKind: "capability", subjectId: capabilityId },
      ...{ title: `${mark} alert`, detail: `${mark}-detail` },
    }),
  );
  const alert = await withTenant(admin.tenantId, (tx) =>
    tx.alert.findFirst({ where: { subjectId: capabilityId } }),
  );
  const seen = { where: { id: httpUpstreamId }, select: { updatedAt: true } };
  const { updatedAt } = await withTenant(admin.tenantId, (tx) => tx.upstream.findUniqueOrThrow(seen));
  const { hash: openApiHash } = await previewOpenApi(admin, { source, upstreamId: httpUpstreamId });
  const httpUpstream = { httpUpstreamId, httpUpstreamAt: updatedAt.toISOString(), openApiHash };
  return {
    endpointId,
    credentialId,
    ...httpUpstream,
    networkRuleId,
    alertId: alert?.id ?? "",
    nowhere: NOWHERE,
  };
}

async function containment(
  admin: Ctx,
  tenant: TestTenant,
  { sessionId }: { sessionId: string },
  mark: string,
) {
  const terms = { kind: "rate" as const, calls: 1_000, perSeconds: 1, burst: 1_000 };
  const limit = { scope: "tenant" as const, target: null, terms, note: `${mark}-limit` };
  const { id: limitId } = await createLimit(admin, limit);
  await addTaint(tenant.id, sessionId, ["pii"]);
  // Of an agent that does nothing more: stopping it must not stop what else is tried.
  const reason = `${mark}-stop`;
  const { id: switchId } = await setSwitch(admin, { scope: "session", target: sessionId, reason });
  await quarantineSession(admin, { sessionId, reason: `${mark}-quarantine` });
  const of = { where: { sessionId } };
  const quarantine = await withTenant(tenant.id, (tx) => tx.quarantine.findFirst(of));
  // One that nobody has held apart yet.
  const calling = { tenantId: tenant.id, agentId: tenant.agent.id };
  const { id: openSessionId } = await openSession(calling, { kind: "rest", label: `${mark}-open` });
  return { limitId, switchId, quarantineId: quarantine?.id ?? "", openSessionId };
}
