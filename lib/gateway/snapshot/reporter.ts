import { systemCtx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { idTime, newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { logger } from "../../platform/log";
import { ENVIRONMENTS, reportAlive, reportEnforced, reportGone, type Enforced } from "../../revisions";
import type { RejectedPolicy, TenantSnapshot } from "./types";

type Report = { enforced: Enforced[]; rejected: RejectedPolicy[] };

/**
 * Tells the database what this process enforces, beside the calls and never in their way: what could not be
 * written is written with the next sign of life.
 */
export class Reporter {
  /** Its time is when the process began. */
  readonly processId = newId();
  private readonly due = new Map<string, Report>();
  /** What each tenant was told last. */
  private readonly told = new Map<string, string>();
  /** Revisions whose refusal is on record. */
  private readonly alerted = new Set<string>();
  private writing: Promise<void> | undefined;

  /** @param first true where this process held nothing of the tenant, and so decided nothing by another revision. */
  loaded(snapshot: TenantSnapshot, first: boolean): void {
    const rejected = [...snapshot.rejected.values()];
    const report = { enforced: this.enforced(snapshot, first), rejected };
    const { tenantId } = snapshot;
    for (const { revisionId, problem } of rejected)
      if (!this.alerted.has(revisionId))
        logger("gateway").error("a deployed policy was refused", { tenantId, err: new Error(problem) });
    const text = JSON.stringify(report.enforced.map(({ since: _, ...rest }) => rest));
    if (!first && this.told.get(tenantId) === text) return;
    this.told.set(tenantId, text);
    this.due.set(tenantId, report);
    void this.write();
  }

  /** A sign of life for every tenant that is held. */
  async alive(tenantIds: readonly string[]): Promise<void> {
    await this.write();
    // Where one cannot be written the database is away, and so the others would fail as well.
    try {
      for (const tenantId of tenantIds) await reportAlive({ processId: this.processId, tenantId });
    } catch (err) {
      logger("gateway").debug("signs of life not written", { err });
    }
  }

  /** Takes back all that this process said. */
  async leave(): Promise<void> {
    this.due.clear();
    await this.writing;
    const tenants = [...this.told.keys()];
    this.told.clear();
    try {
      for (const tenantId of tenants) await reportGone({ processId: this.processId, tenantId });
    } catch (err) {
      logger("gateway").debug("this process is not signed off", { err });
    }
  }

  private write(): Promise<void> {
    return (this.writing ??= this.drain().finally(() => (this.writing = undefined)));
  }

  private async drain(): Promise<void> {
    for (const [tenantId, report] of this.due) {
      this.due.delete(tenantId);
      try {
        await this.record(tenantId, report);
      } catch (err) {
        if (!this.due.has(tenantId)) this.due.set(tenantId, report);
        logger("gateway").debug("what this process enforces is not written", { err, tenantId });
        return;
      }
    }
  }

  private async record(tenantId: string, { enforced, rejected }: Report): Promise<void> {
    const { processId } = this;
    const news = rejected.filter(({ revisionId }) => !this.alerted.has(revisionId));
    await withTenant(tenantId, async (tx) => {
      await reportEnforced(tx, { processId, tenantId }, enforced);
      for (const { revisionId, number, problem } of news)
        await appendLeaf(tx, systemCtx(tenantId, `gateway-${processId}`), {
          action: "policy.rejected",
          subjectKind: "policy_revision",
          subjectId: revisionId,
          data: { number, problem, processId },
        });
    });
    for (const { revisionId } of news) this.alerted.add(revisionId);
  }

  private enforced({ policies, rejected }: TenantSnapshot, first: boolean): Enforced[] {
    const began = idTime(this.processId);
    return ENVIRONMENTS.flatMap((environment): Enforced[] => {
      const policy = policies.get(environment);
      const refused = rejected.get(environment);
      const deployedAt = (refused ?? policy)?.deployedAt;
      if (!deployedAt) return [];
      // Who comes later has never decided by anything else since it was deployed.
      const since = first ? new Date(Math.max(began, deployedAt.getTime())) : null;
      const problem = refused?.problem ?? "";
      return [{ environment, revisionId: policy?.revisionId ?? null, problem, since }];
    });
  }
}
