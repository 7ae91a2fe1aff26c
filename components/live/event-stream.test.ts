import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openEventStream, type LiveEvent } from "./event-stream";

class FakeSource {
  static all: FakeSource[] = [];
  listeners = new Map<string, (event: { data: string }) => void>();
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.closed = true;
  }
  send(name: string, data: object = {}): void {
    this.listeners.get(name)?.({ data: JSON.stringify(data) });
  }
}

const current = () => FakeSource.all.at(-1)!;
let events: LiveEvent[];
let statuses: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  FakeSource.all = [];
  events = [];
  statuses = [];
  stop = openEventStream({
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a page's event stream", () => {
  it("is live from the first beat, has the page read what happened before it, and passes events on", () => {
    expect(statuses).toEqual([]);
    current().send("beat");
    current().send("approvals", { i: "a", s: "pending" });
    current().send("activity");
    expect(statuses).toEqual(["live"]);
    expect(events).toEqual([
      { kind: "gap" },
      { kind: "approvals", id: "a", status: "pending" },
      { kind: "activity" },
    ]);
  });

  it("says that it is stale within five seconds of silence, and reads everything again afterwards", () => {
    current().send("beat");
    vi.advanceTimersByTime(4_000);
    expect(statuses.at(-1)).toBe("live");
    vi.advanceTimersByTime(500);
    expect(statuses.at(-1)).toBe("stale");
    expect(current().closed).toBe(true);
    vi.advanceTimersByTime(250);
    expect(FakeSource.all).toHaveLength(2);
    current().send("beat");
    expect(statuses.at(-1)).toBe("live");
    expect(events).toEqual([{ kind: "gap" }, { kind: "gap" }]);
  });

  it("backs off while the server is away and is patient again once it beats", () => {
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const opened = FakeSource.all.length;
      current().onerror?.();
      vi.advanceTimersByTime(wait - 1);
      expect(FakeSource.all).toHaveLength(opened);
      vi.advanceTimersByTime(1);
      expect(FakeSource.all).toHaveLength(opened + 1);
    }
    current().send("beat");
    current().onerror?.();
    vi.advanceTimersByTime(250);
    expect(FakeSource.all).toHaveLength(9);
  });

  it("is stale while the server itself hears nothing, although it beats", () => {
    current().send("beat");
    current().send("lost");
    current().send("beat");
    expect(statuses).toEqual(["live", "stale"]);
    current().send("gap");
    expect(statuses.at(-1)).toBe("live");
    expect(events).toEqual([{ kind: "gap" }, { kind: "gap" }]);
  });

  it("stays silent once it is stopped", () => {
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
    expect(statuses).toEqual([]);
  });
});
