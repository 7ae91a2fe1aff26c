import { setTimeout as pause } from "node:timers/promises";
import { approve, deny } from "../../lib/approvals";
import { withTenant } from "../../lib/platform/db";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { WAITS_FOR_PEOPLE } from "./drain";
import type { Vote } from "./facts";
import type { CallArguments } from "./world";

const LOOK_EVERY_MS = 50;
const AT_ONCE = 20;

/**
 * The people of the tenants: they read what waits for them and say what its arguments ask them to. They use the
 * verbs behind the console's buttons, from this process, with the application's own rights in the database.
 */
export class Reviewers {
  readonly #stop = new AbortController();
  readonly #done: Promise<unknown>;
  #trouble: unknown;

  constructor(tenants: readonly TestTenant[], cast: (vote: Vote) => void) {
    this.#done = Promise.all(tenants.map((tenant) => this.#review(tenant, cast)));
  }

  /** They look no more. */
  leave(): void {
    this.#stop.abort();
  }

  /** They have left, and what they were about to say is said. */
  async stop(): Promise<void> {
    this.leave();
    await this.#done;
  }

  /** What is overdue because of people, with what last kept them from deciding. */
  explained(line: string): string {
    if (!line.includes(WAITS_FOR_PEOPLE) || this.#trouble === undefined) return line;
    return `${line}; a reviewer failed last with: ${String(this.#trouble).trim().replaceAll(/\s+/g, " ")}`;
  }

  async #review(tenant: TestTenant, cast: (vote: Vote) => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // While the database is away there is nothing to read; and somebody may have been quicker with a request.
      const troubled = (error: unknown) => void (this.#trouble = error);
      const waiting = (await waitingFor(tenant.id).catch(troubled)) ?? [];
      await Promise.all(waiting.map((it) => decide(tenant, it, cast).catch(troubled)));
      await pause(LOOK_EVERY_MS);
    }
  }
}

type Waiting = { id: string; verdict: Vote["verdict"] };

async function waitingFor(tenantId: string): Promise<Waiting[]> {
  const rows = await withTenant(tenantId, (tx) =>
    tx.approval.findMany({
      where: { tenantId, status: "pending" },
      select: { id: true, arguments: true },
      orderBy: { id: "desc" },
      take: 200,
    }),
  );
  return rows
    .flatMap(({ id, arguments: args }) => {
      const { review } = args as CallArguments;
      return review === "leave" ? [] : [{ id, verdict: review }];
    })
    .slice(0, AT_ONCE);
}

async function decide(
  tenant: TestTenant,
  { id: approvalId, verdict }: Waiting,
  cast: (vote: Vote) => void,
): Promise<void> {
  const ctx = ctxFor(tenant.id, tenant.reviewer);
  const { auditId } =
    verdict === "approve"
      ? await approve(ctx, { approvalId })
      : await deny(ctx, { approvalId, reason: "out_of_scope" });
  cast({ approvalId, tenantId: tenant.id, verdict, auditId });
}
