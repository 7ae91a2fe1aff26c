import { env } from "../env";
import { logger } from "../log";
import { singleton } from "../singleton";
import { Hub, type Channel, type Listener } from "./hub";

export type { Channel, Listener, Signal } from "./hub";

function hub(): Hub {
  return singleton("events", () => {
    const url = env().DATABASE_URL;
    if (!url)
      throw new Error("DATABASE_URL is not set. `npm start` starts an embedded PostgreSQL and sets it.");
    return new Hub(url, logger("events"));
  });
}

/**
 * Hears what any process tells all others through PostgreSQL's NOTIFY. One connection per process serves
 * every subscriber; it is opened by the first of them and reopened for ever when it breaks.
 * Notifications are hints: a subscriber reads the truth from the tables, and reads it again at `gap`.
 * @returns unsubscribe; safe to call twice.
 */
export function subscribe(channel: Channel, listener: Listener): () => void {
  return hub().subscribe(channel, listener);
}

/** True while notifications arrive; false while the connection is being opened or reopened. */
export function isListening(): boolean {
  return hub().listening;
}

/** Ends the connection for good; for shutdown. Safe to call twice. */
export async function closeEvents(): Promise<void> {
  await hub().close();
}
