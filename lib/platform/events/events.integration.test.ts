import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testDatabase } from "../../../tests/db";
import { closeEvents, isListening, subscribe, type Channel, type Signal } from "./index";

let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await admin.connect();
});
afterAll(async () => {
  await closeEvents();
  await admin.end();
});

const notify = (payload: string) => admin.query("SELECT pg_notify('agentgate_control', $1)", [payload]);
const listeners = async () => {
  const sql =
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'agentgate-events' AND datname = current_database()";
  return (await admin.query<{ n: number }>(sql)).rows[0]?.n;
};

/** Other test files notify in the same database at the same time: of notifications only our own count. */
const OURS = ["one", "two", "three", "four"];
function record(channel: Channel): { heard: Signal[]; stop: () => void } {
  const heard: Signal[] = [];
  const stop = subscribe(channel, (signal) => {
    if (signal.kind !== "notify" || OURS.includes(signal.payload)) heard.push(signal);
  });
  return { heard, stop };
}

describe("hearing what other processes changed", () => {
  it("starts with a gap, passes notifications on, and says lost and gap when the connection breaks", async () => {
    const { heard, stop } = record("agentgate_control");
    const { heard: other, stop: stopOther } = record("agentgate_approvals");
    await vi.waitFor(() => expect(heard).toEqual([{ kind: "gap" }]));
    expect(isListening()).toBe(true);
    await notify("one");
    await vi.waitFor(() => expect(heard).toContainEqual({ kind: "notify", payload: "one" }));

    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'agentgate-events' AND datname = current_database()",
    );
    await vi.waitFor(
      () => expect(heard.map((signal) => signal.kind)).toEqual(["gap", "notify", "lost", "gap"]),
      { timeout: 5_000 },
    );
    await notify("two");
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: "notify", payload: "two" }));
    expect(other.map((signal) => signal.kind)).toEqual(["gap", "lost", "gap"]);
    await vi.waitFor(async () => expect(await listeners()).toBe(1), { timeout: 5_000 });

    stop();
    stop();
    const count = heard.length;
    await notify("three");
    const last = new Promise<void>((resolve) =>
      subscribe(
        "agentgate_control",
        (signal) => signal.kind === "notify" && signal.payload === "four" && resolve(),
      ),
    );
    await notify("four");
    await last;
    expect(heard).toHaveLength(count);
    stopOther();
  });

  it("a subscriber that throws takes nothing from the others", async () => {
    const heard: string[] = [];
    subscribe("agentgate_control", () => {
      throw new Error("mine");
    });
    subscribe("agentgate_control", (signal) => signal.kind === "notify" && heard.push(signal.payload));
    await notify("five");
    await vi.waitFor(() => expect(heard).toContain("five"));
  });
});
