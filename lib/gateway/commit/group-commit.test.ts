import { describe, expect, it } from "vitest";
import { GroupCommit } from "./group-commit";

type Flush = { rows: number[]; finish: () => void; fail: (error: Error) => void };

function harness(options: Partial<{ maxBatch: number; maxQueue: number; concurrency: number }> = {}) {
  const flushes: Flush[] = [];
  const waiters: (() => void)[] = [];
  const commit = new GroupCommit<number, string>({
    flush: (rows) =>
      new Promise((resolve, reject) => {
        flushes.push({ rows, finish: () => resolve(rows.map((row) => `stored ${row}`)), fail: reject });
        waiters.splice(0).forEach((wake) => wake());
      }),
    isFatal: (error) => (error as Error).message === "down",
    maxBatch: 10,
    maxQueue: 100,
    concurrency: 1,
    ...options,
  });
  const flush = async (index: number): Promise<Flush> => {
    while (!flushes[index]) await new Promise<void>((wake) => waiters.push(wake));
    return flushes[index];
  };
  return { commit, flushes, flush };
}

describe("GroupCommit", () => {
  it("puts what arrives during a transaction into the next one, and answers each its own", async () => {
    const { commit, flush } = harness();
    const first = commit.submit(1);
    const one = await flush(0);
    const others = [commit.submit(2), commit.submit(3)];
    one.finish();
    const two = await flush(1);
    expect([one.rows, two.rows]).toEqual([[1], [2, 3]]);
    two.finish();
    expect(await Promise.all([first, ...others])).toEqual(["stored 1", "stored 2", "stored 3"]);
  });

  it("never has more than maxBatch rows in one transaction, nor more transactions than allowed", async () => {
    const { commit, flushes, flush } = harness({ maxBatch: 2, concurrency: 2 });
    const all = [1, 2, 3, 4, 5].map((row) => commit.submit(row));
    const [one, two] = [await flush(0), await flush(1)];
    expect(flushes.map(({ rows }) => rows)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    one.finish();
    (await flush(2)).finish();
    two.finish();
    expect(await Promise.all(all)).toHaveLength(5);
  });

  it("refuses what does not fit in the queue instead of growing without bound", async () => {
    const { commit, flush } = harness({ maxQueue: 1 });
    const first = commit.submit(1);
    const one = await flush(0);
    const second = commit.submit(2);
    await expect(commit.submit(3)).rejects.toMatchObject({ code: "OVERLOADED" });
    one.finish();
    (await flush(1)).finish();
    expect(await Promise.all([first, second])).toEqual(["stored 1", "stored 2"]);
  });

  it("tries the rows one by one when the transaction fails, so that only the bad one is refused", async () => {
    const { commit, flush } = harness();
    const first = commit.submit(0);
    const opening = await flush(0);
    const good = commit.submit(1);
    const bad = commit.submit(2);
    const refused = expect(bad).rejects.toThrow("bad row");
    opening.finish();
    (await flush(1)).fail(new Error("bad row"));
    (await flush(2)).finish();
    (await flush(3)).fail(new Error("bad row"));
    expect(await Promise.all([first, good])).toEqual(["stored 0", "stored 1"]);
    await refused;
  });

  it("refuses the whole group at once when the database is away", async () => {
    const { commit, flushes, flush } = harness();
    const first = commit.submit(0);
    const opening = await flush(0);
    const group = Promise.allSettled([commit.submit(1), commit.submit(2)]);
    opening.finish();
    await first;
    (await flush(1)).fail(new Error("down"));
    expect((await group).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(flushes).toHaveLength(2);
  });
});
