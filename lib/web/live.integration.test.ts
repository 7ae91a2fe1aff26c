import { afterEach, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person } from "../../tests/held-calls";
import { approve } from "../approvals";
import { declareIncident } from "../incidents";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { liveStream } from "./live";

const open: AbortController[] = [];
afterEach(() => open.splice(0).forEach((controller) => controller.abort()));

/** Opens a stream and reads its events one by one. */
function listen(ctx: Ctx) {
  const controller = new AbortController();
  open.push(controller);
  const response = liveStream(ctx, controller.signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  const next = async (): Promise<{ event: string; data: Record<string, unknown> } | null> => {
    const end = buffer.indexOf("\n\n");
    if (end < 0) {
      const { value, done } = await reader.read();
      if (done) return null;
      buffer += value;
      return next();
    }
    const [event, data] = buffer.slice(0, end).split("\n");
    buffer = buffer.slice(end + 2);
    return { event: event!.slice("event: ".length), data: JSON.parse(data!.slice("data: ".length)) };
  };
  const until = async (event: string) => {
    for (let found = await next(); found; found = await next()) if (found.event === event) return found.data;
    return null;
  };
  return { response, next, until, close: () => controller.abort() };
}

describe("the live stream", () => {
  it("beats at once, then tells of a request held, voted on and decided", async () => {
    const world = await heldWorld();
    const reviewer = await person(world.tenantId, ["reviewer"]);
    const second = await person(world.tenantId, ["reviewer"]);
    const stream = listen(reviewer);
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
    expect((await stream.next())?.event).toBe("beat");
    // Not before the process hears: what happens earlier is told as a gap.
    await stream.until("gap");
    const { approvalId } = await heldCall(world, { requiredApprovals: 2 });
    expect(await stream.until("approvals")).toEqual({ i: approvalId, s: "pending" });
    await approve(reviewer, { approvalId });
    expect(await stream.until("approvals")).toEqual({ i: approvalId, s: "pending" });
    await approve(second, { approvalId });
    expect(await stream.until("approvals")).toEqual({ i: approvalId, s: "approved" });
  });

  it("tells nobody of another tenant's requests or calls", async () => {
    const mine = await heldWorld();
    const theirs = await heldWorld();
    const stream = listen(await person(mine.tenantId, ["viewer"]));
    await stream.next();
    await heldCall(theirs);
    const told = async (tenantId: string) =>
      withTenant(tenantId, (tx) => tx.$executeRaw`SELECT pg_notify('agentgate_activity', ${tenantId})`);
    await told(theirs.tenantId);
    await told(mine.tenantId);
    const seen: string[] = [];
    for (let found = await stream.next(); found; found = await stream.next()) {
      seen.push(found.event);
      if (found.event === "activity") break;
    }
    expect(seen).not.toContain("approvals");
    expect(seen.filter((event) => event === "activity")).toHaveLength(1);
  });

  it("tells of incidents, and of other tenants' nothing", async () => {
    const mine = await heldWorld();
    const theirs = await heldWorld();
    const reader = await person(mine.tenantId, ["viewer"]);
    const stream = listen(reader);
    expect((await stream.next())?.event).toBe("beat");
    const declare = async ({ tenantId }: { tenantId: string }) =>
      declareIncident(await person(tenantId, ["responder"]), { title: "Odd" });
    await declare(theirs);
    const { id } = await declare(mine);
    expect(await stream.until("incidents")).toEqual({ i: id });
  });

  it("ends when the reader goes, and one person's oldest ends when they open too many", async () => {
    const world = await heldWorld();
    const viewer = await person(world.tenantId, ["viewer"]);
    const first = listen(viewer);
    await first.next();
    const others = Array.from({ length: 12 }, () => listen(viewer));
    expect(await first.until("never")).toBeNull();
    const last = others.at(-1)!;
    last.close();
    expect(await last.until("never")).toBeNull();
  });
});
