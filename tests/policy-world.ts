import type { Ctx } from "../lib/platform/ctx";
import { withTenant, type PolicyRevision } from "../lib/platform/db";
import { DomainError } from "../lib/platform/errors";
import {
  approveRevision,
  createDraft,
  getRevision,
  installPolicy,
  runDrill,
  submitRevision,
} from "../lib/revisions";
import { createUser, ctxFor, type TestTenant } from "./factories";
import { gatewayWorld } from "./gateway-world";

type Action = "ALLOW" | "DENY" | "REQUIRE_APPROVAL";

/** A policy of two rules, and tests that reach both, for the capabilities of the gateway's test world. */
export function texts(actions: { open?: Action; held?: Action }): { document: string; tests: string } {
  const { open = "ALLOW", held = "REQUIRE_APPROVAL" } = actions;
  const rule = (id: string, action: Action) =>
    `  - { id: ${id}, principals: ["agent:*"], capabilities: [${id}.echo], action: ${action}, reason: "As agreed." }\n`;
  const test = (id: string, action: Action) =>
    `  - name: ${id}\n    given: { principal: agent:worker, capability: ${id}.echo, args: { text: hi } }\n    expect: { action: ${action}, rule: ${id} }\n`;
  return {
    document: `version: 1\nrules:\n${rule("open", open)}${rule("held", held)}`,
    tests: `version: 1\ntests:\n${test("open", open)}${test("held", held)}`,
  };
}

/** Beside BASE, what is in force: TIGHTER asks about what it allows, LOOSER allows what it asks about. */
export const BASE = texts({});
export const TIGHTER = texts({ open: "REQUIRE_APPROVAL" });
export const LOOSER = texts({ held: "ALLOW" });

export type PolicyWorld = {
  tenant: TestTenant;
  /** Writes. A second administrator publishes, two reviewers judge. */
  author: Ctx;
  publisher: Ctx;
  reviewer: Ctx;
  reviewer2: Ctx;
  viewer: Ctx;
  /** The revision in force in production. */
  baseId: string;
};

/** A tenant with BASE in force in production, and people. */
export async function policyWorld(): Promise<PolicyWorld> {
  const tenant = await gatewayWorld();
  const as = (user: TestTenant["admin"]) => ctxFor(tenant.id, user);
  const author = as(tenant.admin);
  const { id: baseId } = await installPolicy(author, BASE.document, BASE.tests);
  return {
    tenant,
    author,
    publisher: as(await createUser(tenant.id, ["admin"])),
    reviewer: as(tenant.reviewer),
    reviewer2: as(tenant.reviewer2),
    viewer: as(tenant.viewer),
    baseId,
  };
}

/** A draft with these texts, by the world's author. @returns its id */
export async function draft(
  { author }: PolicyWorld,
  text: { document: string; tests: string },
): Promise<string> {
  return (await createDraft(author, { title: "Change", from: { kind: "text", ...text } })).id;
}

/** A draft with these texts, submitted by the world's author. @returns its id */
export async function inReview(
  world: PolicyWorld,
  text: { document: string; tests: string },
  looseningReason = "",
): Promise<string> {
  const id = await draft(world, text);
  await submitRevision(world.author, { id, version: 1, looseningReason });
  return id;
}

/** One with everything that publishing takes: TIGHTER, approved once, drilled. @returns what publishing names it by */
export async function publishable(world: PolicyWorld, text = TIGHTER): Promise<{ id: string; hash: string }> {
  const id = await inReview(world, text);
  await approve(world.reviewer, id);
  await runDrill(world.publisher, { id });
  return { id, hash: (await stored(world, id)).hash! };
}

/** This person's yes to a revision as it stands. */
export async function approve(ctx: Ctx, id: string): Promise<void> {
  const { hash, testsHash } = await getRevision(ctx, { id });
  await approveRevision(ctx, { id, hash: hash!, testsHash });
}

/** A revision's row. */
export async function stored({ tenant }: PolicyWorld, id: string): Promise<PolicyRevision> {
  return withTenant(tenant.id, (tx) => tx.policyRevision.findUniqueOrThrow({ where: { id } }));
}

/** The actions audited of one revision, in order. */
export async function audited({ tenant }: PolicyWorld, id: string): Promise<string[]> {
  const leaves = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } }),
  );
  return leaves.map(({ action }) => action);
}

/** What is in force in an environment, as "revision id by kind"; null for nothing. */
export async function deployed({ tenant }: PolicyWorld, environment: string): Promise<string | null> {
  const found = await withTenant(tenant.id, (tx) =>
    tx.policyDeployment.findFirst({ where: { tenantId: tenant.id, environment, endedAt: null } }),
  );
  return found && `${found.revisionId} by ${found.kind}`;
}

/** The refusal of a call that has to be refused. */
export async function refusal(promise: Promise<unknown>): Promise<DomainError> {
  const error = await promise.then(
    () => new Error("it was not refused"),
    (caught: unknown) => caught,
  );
  if (error instanceof DomainError) return error;
  throw error;
}
