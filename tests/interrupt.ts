type End = () => Promise<void>;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** As a shell counts a program that was interrupted. */
const INTERRUPTED = 130;
const ends = new Set<End>();
let interruption: Promise<void> | undefined;

/**
 * For whoever starts what would outlive this process. Where somebody interrupts it, everything is ended before it exits:
 * the latest first, because it may need what was there before it.
 * @returns `end`, for when it is not interrupted; it is done once, and whoever calls it waits until that is done
 */
export function alsoAtInterrupt(end: () => Promise<unknown>): End {
  let ended: Promise<void> | undefined;
  const once: End = () =>
    (ended ??= end().then(() => undefined)).finally(() => {
      ends.delete(once);
      if (ends.size === 0) for (const name of SIGNALS) process.off(name, interrupt);
    });
  if (ends.size === 0) for (const name of SIGNALS) process.on(name, interrupt);
  ends.add(once);
  return once;
}

/** Starts what consists of parts. Where one cannot be started, those before it are ended; so they are by `stop`, the last first. */
export async function startParts<T extends object>(
  start: (ends: (end: () => unknown) => void) => Promise<T>,
): Promise<T & { stop: End }> {
  const parts: (() => unknown)[] = [];
  const stop = alsoAtInterrupt(async () => {
    for (let end = parts.pop(); end; end = parts.pop()) await end();
  });
  try {
    return { ...(await start((end) => parts.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves at once, or never: then this process is interrupted, and what fails now fails because of that. */
export async function unlessInterrupted(): Promise<void> {
  if (interruption) await new Promise(() => undefined);
}

/** A terminal and npm each send the signal, so a second one is none. */
function interrupt(): void {
  // Who was at work with what ends now fails, which must not keep the rest from ending.
  if (!interruption) process.on("uncaughtException", () => undefined);
  interruption ??= endAll().then(() => process.exit(INTERRUPTED));
}

async function endAll(): Promise<void> {
  for (const end of [...ends].reverse())
    await end().catch((error: unknown) => console.error("Not everything could be ended:", error));
}
