import type { Tx } from "../platform/db";
import type { JsonObject } from "../platform/json";
import type { Leaf } from "../platform/ledger";

/** In whose transaction, for whom and when. */
export type Work = { tx: Tx; tenantId: string; agentId: string | null; now: Date };

/** What a tool did, with its record; or why it did nothing, in a sentence for the agent. */
export type Effect = { done: JsonObject; leaf: Leaf } | { refused: string };

export const refused = (reason: string): Effect => ({ refused: reason });
