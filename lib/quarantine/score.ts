import { Prisma, type Tx } from "../platform/db";
import { readContainment } from "./settings";
import type { ContainmentSettings } from "./types";

/** One decimal, as scores are shown and compared. */
export function shown(points: number): number {
  return Math.round(points * 10) / 10;
}

/** The terms under which the database adds points up (p_risk in the migration). */
export function termsOf({ threshold, halfLifeSeconds, agentStopAfter }: ContainmentSettings): string {
  return JSON.stringify({ threshold, half_life: halfLifeSeconds, agent_stop_after: agentStopAfter });
}

export type Score = {
  settings: ContainmentSettings;
  score: number;
  threshold: number;
  watchUntil: Date | null;
  now: Date;
};

/** A session's score at this moment, as the database counts it; zero where it has none yet. */
export async function scoreNow(tx: Tx, tenantId: string, sessionId: string): Promise<Score> {
  const settings = await readContainment(tx, tenantId);
  const terms = Prisma.sql`${termsOf(settings)}::json`;
  const [row] = await tx.$queryRaw<Omit<Score, "settings">[]>`
    SELECT risk_now(r, ${terms}) AS score, risk_threshold(r, ${terms}) AS threshold,
      CASE WHEN r.watch_until > clock_timestamp() THEN r.watch_until END AS "watchUntil", clock_timestamp() AS now
    FROM session_risk r WHERE r.session_id = ${sessionId}::uuid`;
  return {
    settings,
    ...(row ?? { score: 0, threshold: settings.threshold, watchUntil: null, now: new Date() }),
  };
}

/** Keeps a session's score as it is until the transaction ends; makes its row where there is none. */
export async function lockScore(tx: Tx, tenantId: string, sessionId: string): Promise<void> {
  await tx.$executeRaw`SELECT lock_risk(${tenantId}::uuid, ARRAY[${sessionId}::uuid])::text`;
}
