import { createHmac } from "node:crypto";
import fc, { type Arbitrary } from "fast-check";
import type { Json } from "../../../lib/platform/json";
import { HOSTILE_TEXTS } from "../corpora/hostile";
import { bodyNear } from "../gateway/bodies";

/** What Slack sends when somebody presses a button, or what looks like it. */
export type Callback = {
  name: string;
  signed: boolean;
  timestamp: string;
  signature: string;
  rawBody: string;
};

/** The account that is bound to a person of the tenant. */
export const ACCOUNT = { team: "T0FUZZ", user: "U0FUZZ" };

/** Callbacks that Slack did send, saying anything, and those that somebody else did. */
export function callbacks(secret: string, approvalId: string): Arbitrary<Callback> {
  const payload = bodyNear(fc.constant<Json>(pressed(approvalId))).map((it) => it.toString("utf8"));
  const now = () => Math.floor(Date.now() / 1_000);
  const way = fc.nat(11);
  return fc.tuple(payload, way, fc.constantFrom(...HOSTILE_TEXTS)).map(([text, how, odd]) => {
    const good = signedOver(secret, text, now());
    if (how < 5) return { ...good, name: "signed", signed: true };
    const forged = (name: string, change: Partial<Callback>): Callback => ({
      ...good,
      name,
      signed: false,
      ...change,
    });
    const header = odd.replace(/[^\x20-\x7e]/g, "?").slice(0, 2_000);
    switch (how) {
      case 5:
        return forged("no signature", { signature: "" });
      case 6:
        return forged("another's secret", signedOver(`${secret}x`, text, now()));
      case 7:
        return forged("a body that was changed", { rawBody: `${good.rawBody}&x=1` });
      case 8:
        return forged("from an hour ago", signedOver(secret, text, now() - 3_600));
      case 9:
        return forged("another time than was signed", { timestamp: String(now() - 1) });
      case 10:
        return forged("a time that is none", { timestamp: header });
      default:
        return forged("a signature that is none", { signature: `v0=${header}` });
    }
  });
}

/** The payload may be no JSON at all, so it is put into the body as it stands. */
function signedOver(secret: string, payload: string, seconds: number) {
  const rawBody = new URLSearchParams({ payload }).toString();
  const timestamp = String(seconds);
  const hmac = createHmac("sha256", secret).update(`v0:${timestamp}:${rawBody}`).digest("hex");
  return { rawBody, timestamp, signature: `v0=${hmac}` };
}

function pressed(approvalId: string): Json {
  return {
    type: "block_actions",
    user: { id: ACCOUNT.user, username: "reviewer" },
    team: { id: ACCOUNT.team, domain: "example" },
    response_url: "https://127.0.0.1:9/response",
    actions: [{ action_id: "approve", value: approvalId, selected_option: null }],
  };
}
