/**
 * Turns a storm of calls into one run at a time, with a pause after each. A call during a run makes one more
 * run afterwards, so that what happened meanwhile is seen; a run is never cut short by the next call.
 */
export function coalesce(run: () => Promise<unknown>, pauseMs: number): () => void {
  let running = false;
  let again = false;
  const loop = async () => {
    running = true;
    do {
      again = false;
      await run().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void loop();
  };
}
