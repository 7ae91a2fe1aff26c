import { logger } from "../../platform/log";
import { stopFile } from "./stop-file";
import { tellStopFile } from "./stop-file-alert";

const LOOK_EVERY_MS = 2_000;

/**
 * Tells people of a stop file that is in force on this machine, and that it is gone: also where no call comes, and as soon
 * as the database is there again. While it is in force that is said again and again, because another machine's file may
 * have gone meanwhile. @returns stop, which waits for the round under way
 */
export function watchStopFile(): () => Promise<void> {
  // At the start too: the process that told of it may have died before it was lifted.
  let told = true;
  let round: Promise<void> | undefined;
  const look = async () => {
    const reason = stopFile().reason();
    if (reason === null && !told) return;
    await tellStopFile(reason);
    told = reason !== null;
  };
  const next = () => {
    round ??= look()
      .catch((err: unknown) => logger("gateway").warn("nobody could be told of a stop file", { err }))
      .finally(() => (round = undefined));
  };
  next();
  const timer = setInterval(next, LOOK_EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
