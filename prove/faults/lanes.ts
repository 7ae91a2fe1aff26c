/** All of it, some at once, in order. @throws what failed first, once nothing is under way any more */
export async function inLanes<T>(lanes: number, work: readonly (() => Promise<T>)[]): Promise<T[]> {
  const left = work.map((run, n) => ({ run, n }));
  const done: T[] = [];
  const lane = async () => {
    try {
      for (let next = left.shift(); next; next = left.shift()) done[next.n] = await next.run();
    } catch (error) {
      // The rest would only take time.
      left.length = 0;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const it of ended) if (it.status === "rejected") throw it.reason;
  return done;
}
