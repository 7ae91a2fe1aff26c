import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPeer, type Peer } from "@/tests/credential-peers";
import { heldCall, person } from "@/tests/held-calls";
import {
  deliver,
  endpointOf,
  notificationWorld,
  slackCallback,
  type NotificationWorld,
} from "@/tests/notification-world";
import { canDecide, factsOf, loadDirectory } from "../../approvals";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import {
  getEndpoint,
  handleSlackCallback,
  linkSlack,
  readSlackLink,
  respondToSlack,
  unlinkSlack,
  updateEndpoint,
} from "../index";
import { makeLinkToken } from "./link-token";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const CANARY = "canary-argument-77aa";

let world: NotificationWorld;
let peer: Peer;
let endpointId: string;
beforeEach(async () => {
  world = await notificationWorld();
  peer = await startPeer(() => ({ type: "text/plain", body: "ok" }));
  const secrets = { url: `${peer.url}/services/T/B/x`, signingSecret: SECRET };
  endpointId = (await endpointOf(world, { kind: "slack", interactive: true }, { secrets })).id;
});
afterEach(() => peer.close());

const hold = async (riskLevel = "LOW") =>
  (await heldCall(world, { riskLevel, arguments: { path: CANARY, n: newId() } })).approvalId;
const pressed = (approvalId: string, action: "approve" | "deny" = "approve", slackUser = "U024BE7LH") => ({
  type: "block_actions",
  user: { id: slackUser, username: "someone" },
  team: { id: "T0MJRM1A7", domain: "example" },
  response_url: `${peer.url}/actions/1`,
  actions: [
    action === "approve"
      ? { action_id: "approve", type: "button", value: approvalId }
      : {
          action_id: "deny",
          type: "static_select",
          selected_option: { value: `${approvalId}:wrong_target` },
        },
  ],
});
const send = (payload: object, more: Partial<ReturnType<typeof slackCallback>> = {}, at?: number) =>
  handleSlackCallback({
    tenantId: world.tenantId,
    endpointId,
    ...slackCallback(SECRET, payload, at),
    ...more,
  });
const tokenFor = (userId = "U024BE7LH") =>
  makeLinkToken({ tenantId: world.tenantId, endpointId, teamId: "T0MJRM1A7", userId, name: "someone" });
const bind = (ctx: Ctx, userId?: string) => linkSlack(ctx, { token: tokenFor(userId) });
const read = (id: string) =>
  withTenant(world.tenantId, (tx) =>
    tx.approval.findUniqueOrThrow({ where: { id }, include: { votes: true } }),
  );
const textOf = ({ message }: { message: object }) => (message as { text: string }).text;

describe("a message", () => {
  it("has the tool, the agent and a link, buttons only where they may work, and no argument", async () => {
    const low = await hold();
    await hold("CRITICAL");
    await deliver(world.tenantId);
    expect(peer.received).toHaveLength(2);
    const bodies = peer.received.map(({ body }) => body);
    const lowBody = bodies.find((body) => body.includes(low)) ?? "";
    const criticalBody = bodies.find((body) => !body.includes(low)) ?? "";
    expect(JSON.parse(lowBody)).toMatchObject({ text: "LOW: io.fs.write_file waits for a decision" });
    expect(lowBody).toContain(`http://localhost:3000/approvals/${low}|Open the card`);
    expect(lowBody).toContain('"action_id":"approve"');
    expect(criticalBody).not.toContain('"action_id":"approve"');
    expect(criticalBody).toContain('"action_id":"deny"');
    expect(bodies.join()).not.toContain(CANARY);
  });
});

describe("a callback", () => {
  it("of a bound account approves in that person's name, and says so in the message's place", async () => {
    await bind(world.reviewer);
    const id = await hold();
    const answer = await send(pressed(id));
    expect(answer.message).toMatchObject({ replace_original: true });
    expect(textOf(answer)).toContain("LOW: io.fs.write_file was approved by Platform reviewer.");
    expect(await read(id)).toMatchObject({
      status: "approved",
      votes: [{ userId: world.reviewer.actor.id, via: "slack", verdict: "approve", dwellMs: null }],
    });
    expect(await respondToSlack(world.tenantId, endpointId, answer)).toBe(true);
    expect(peer.received.at(-1)?.path).toBe("/actions/1");
    expect(JSON.stringify([answer, peer.received])).not.toContain(CANARY);
  });

  it("denies with its reason, whatever the risk", async () => {
    await bind(world.reviewer);
    const id = await hold("CRITICAL");
    await send(pressed(id, "deny"));
    expect(await read(id)).toMatchObject({
      status: "denied",
      votes: [{ reason: "wrong_target", via: "slack" }],
    });
  });

  it("approves nothing that is HIGH or CRITICAL: that is done on the card", async () => {
    await bind(world.reviewer);
    for (const risk of ["HIGH", "CRITICAL"]) {
      const id = await hold(risk);
      expect(textOf(await send(pressed(id)))).toContain("This is approved on its card only.");
      expect(await read(id)).toMatchObject({ status: "pending", votes: [] });
    }
  });

  it("of the requester is refused, with the sentence that the card would say", async () => {
    const owner: Ctx = {
      ...world.reviewer,
      actor: { ...world.reviewer.actor, id: world.ownerId } as Ctx["actor"],
    };
    await bind(owner);
    const id = await hold();
    const answer = await send(pressed(id));
    const can = await withTenant(world.tenantId, async (tx) =>
      canDecide(world.ownerId, factsOf(await read(id)), await loadDirectory(tx, world.tenantId), new Date()),
    );
    expect(can).toMatchObject({ ok: false, cause: "requester" });
    expect(textOf(answer)).toContain(can.ok ? "never" : can.reason);
    expect(await read(id)).toMatchObject({ status: "pending", votes: [] });
  });

  it("of somebody who may not decide any more is refused", async () => {
    await bind(world.reviewer);
    const id = await hold();
    await withTenant(world.tenantId, (tx) =>
      tx.membership.updateMany({ where: { userId: world.reviewer.actor.id }, data: { roles: ["viewer"] } }),
    );
    expect(textOf(await send(pressed(id)))).toContain("approvals.decide");
    expect((await read(id)).status).toBe("pending");
  });

  it("of an account that nobody has bound decides nothing, and leads to where it is bound", async () => {
    const id = await hold();
    // Pressed once more is not sent twice: its time is another.
    const now = Math.floor(Date.now() / 1_000);
    const text = textOf(await send(pressed(id), {}, now - 1));
    const token = decodeURIComponent(/link\?token=([^|]+)\|/.exec(text)?.[1] ?? "");
    expect((await read(id)).status).toBe("pending");
    expect(await readSlackLink(world.reviewer, { token })).toMatchObject({
      userId: "U024BE7LH",
      name: "someone",
    });
    await linkSlack(world.reviewer, { token });
    expect(textOf(await send(pressed(id), {}, now))).toContain("was approved");
  });

  it("is accepted once: sent again, it is refused and changes nothing", async () => {
    await bind(world.reviewer);
    const id = await hold();
    const callback = slackCallback(SECRET, pressed(id, "deny"));
    const request = { tenantId: world.tenantId, endpointId, ...callback };
    const both = await Promise.allSettled([handleSlackCallback(request), handleSlackCallback(request)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(handleSlackCallback(request)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await read(id)).votes).toHaveLength(1);
  });

  it("that is not Slack's is refused: changed, another secret, too old or too new, another endpoint", async () => {
    await bind(world.reviewer);
    const id = await hold();
    const now = Math.floor(Date.now() / 1_000);
    const payload = pressed(id);
    const refused = { code: "UNAUTHENTICATED" };
    const good = slackCallback(SECRET, payload);
    await expect(
      send(payload, { rawBody: good.rawBody.replace("someone", "anybody") }),
    ).rejects.toMatchObject(refused);
    await expect(send(payload, { signature: good.signature.toUpperCase() })).rejects.toMatchObject(refused);
    await expect(send(payload, { signature: "" })).rejects.toMatchObject(refused);
    await expect(send(payload, { timestamp: String(now - 1) })).rejects.toMatchObject(refused);
    await expect(send(payload, slackCallback("another-secret-1234", payload))).rejects.toMatchObject(refused);
    await expect(send(payload, {}, now - 301)).rejects.toMatchObject(refused);
    await expect(send(payload, {}, now + 302)).rejects.toMatchObject(refused);
    const request = { tenantId: world.tenantId, endpointId, ...good };
    await expect(handleSlackCallback({ ...request, endpointId: newId() })).rejects.toMatchObject(refused);
    await expect(handleSlackCallback({ ...request, tenantId: newId() })).rejects.toMatchObject(refused);
    expect(await read(id)).toMatchObject({ status: "pending", votes: [] });
    await send(payload);
  });

  it("of something that we never sent is refused", async () => {
    for (const payload of [{}, { ...pressed(newId()), type: "view_submission" }, pressed("not-an-id")])
      await expect(send(payload)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("is not let in where buttons are off, which ends the bindings too", async () => {
    await bind(world.reviewer);
    const { version } = await getEndpoint(world.admin, endpointId);
    const off = { kind: "slack", interactive: false } as const;
    await updateEndpoint(world.admin, { id: endpointId, version, name: "Quiet", config: off, events: [] });
    await expect(send(pressed(await hold()))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const bound = withTenant(world.tenantId, (tx) => tx.slackIdentity.count({ where: { endpointId } }));
    expect(await bound).toBe(0);
  });

  it("is answered only at the origin that the messages go to", async () => {
    const elsewhere = await startPeer(() => ({}));
    const answer = { message: { text: "x" }, responseUrl: `${elsewhere.url}/actions/1` };
    expect(await respondToSlack(world.tenantId, endpointId, answer)).toBe(false);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });
});

describe("a binding", () => {
  it("is made once per link, by a person who has just proved who they are, in their own tenant", async () => {
    const token = tokenFor();
    const stale = {
      ...world.reviewer,
      actor: { ...world.reviewer.actor, authenticatedAt: 1 } as Ctx["actor"],
    };
    await expect(linkSlack(stale, { token })).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(linkSlack(world.responder, { token })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const other = await notificationWorld();
    await expect(linkSlack(other.reviewer, { token })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await linkSlack(world.reviewer, { token });
    const second = await person(world.tenantId, ["reviewer"]);
    await expect(linkSlack(second, { token })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readSlackLink(second, { token })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is not made by a link that was changed, nor by one of ten minutes ago", async () => {
    const [body = "", signature] = tokenFor().split(".");
    const claim = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claim, userId: "U0THIEF" })).toString("base64url");
    const claims = { tenantId: world.tenantId, endpointId, teamId: "T0", userId: "U0", name: "" };
    const old = makeLinkToken(claims, Date.now() - 601_000);
    for (const token of [`${forged}.${signature}`, `${body}.`, old, "", "x.y.z"])
      await expect(linkSlack(world.reviewer, { token })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("ends when the app's signing secret is another one, and when somebody takes it back", async () => {
    await bind(world.reviewer);
    const { linked, version } = await getEndpoint(world.admin, endpointId);
    expect(linked).toMatchObject([{ userName: "Platform reviewer", slackUserId: "U024BE7LH" }]);
    const second = await person(world.tenantId, ["reviewer"]);
    const id = linked[0]?.id ?? "";
    await expect(unlinkSlack(second, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await unlinkSlack(world.reviewer, { id });
    await bind(world.reviewer);
    const secrets = { signingSecret: "another-secret-1234" };
    const config = { kind: "slack", interactive: true } as const;
    await updateEndpoint(world.admin, { id: endpointId, version, name: "Anew", config, events: [], secrets });
    expect((await getEndpoint(world.admin, endpointId)).linked).toEqual([]);
  });
});
