import { Webhook } from "standardwebhooks";
import type { Attempt, Notice } from "../types";
import { post, type PostOptions } from "./post";

/** The body of a webhook (Standard Webhooks): the same in each attempt, so it has the event's time. */
export function webhookBody({ type, at, data }: Pick<Notice, "type" | "at" | "data">): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/** A webhook by the Standard Webhooks specification. `secrets`: each of them signs, during a rotation two. */
export function sendWebhook(
  url: string,
  notice: Notice,
  id: string,
  secrets: readonly string[],
  options: Omit<PostOptions, "body" | "headers">,
): Promise<Attempt> {
  const body = webhookBody(notice);
  const now = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, now, body));
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": signatures.join(" "),
    "user-agent": "AgentGate-Webhooks",
  };
  return post(url, { ...options, body, headers });
}
