import { BULK_RISKS, DENY_REASON_WORDS, DENY_REASONS } from "../../approvals/schemas";
import type { JsonObject } from "../../platform/json";
import { DECIDABLE_EVENTS } from "../schemas";
import type { Attempt, Notice } from "../types";
import { factsOf, headline, line, WHY_BARE } from "../words";
import { post, type PostOptions } from "./post";

export function sendSlack(
  url: string,
  notice: Notice,
  interactive: boolean,
  options: Omit<PostOptions, "body" | "headers">,
): Promise<Attempt> {
  return post(url, { ...options, body: JSON.stringify(slackMessage(notice, interactive)), headers: {} });
}

/** Slack reads three characters as its own; a message from us pings nobody and links nowhere but to the card. */
export function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A Slack-compatible message: what waits or has happened, the facts, a link. No arguments. */
export function slackMessage(notice: Notice, interactive: boolean): JsonObject {
  const text = escapeSlack(headline(notice));
  const facts = factsOf(notice).map(([term, value]) => `${term}: ${value}`);
  const open = `<${notice.data.link}|${notice.type.startsWith("approval.") ? "Open the card" : "Open in AgentGate"}>`;
  const decidable = (DECIDABLE_EVENTS as readonly string[]).includes(notice.type);
  return {
    text,
    unfurl_links: false,
    blocks: [
      { type: "section", text: { type: "plain_text", text: headline(notice), emoji: false } },
      ...(facts.length > 0
        ? [
            {
              type: "context",
              elements: [{ type: "plain_text", text: line(facts.join(" · "), 1_000), emoji: false }],
            },
          ]
        : []),
      { type: "section", text: { type: "mrkdwn", text: open } },
      ...(interactive && decidable ? [buttons(notice)] : []),
    ],
  };
}

/** Reasons that need no words of one's own. */
export const SLACK_DENY_REASONS = DENY_REASONS.filter((reason) => reason !== "other");

function buttons({ data, subjectId }: Notice): JsonObject {
  const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
  const confirm = {
    title: plain("Approve without looking?"),
    text: plain(`You see no arguments here. ${WHY_BARE}`),
    confirm: plain("Approve"),
    deny: plain("Cancel"),
  };
  // What is HIGH or CRITICAL is approved on its card alone, after a recent proof of who approves.
  const approvable = BULK_RISKS.includes(String(data.risk));
  return {
    type: "actions",
    block_id: "decide",
    elements: [
      ...(approvable
        ? [{ type: "button", action_id: "approve", value: subjectId, text: plain("Approve"), confirm }]
        : []),
      {
        type: "static_select",
        action_id: "deny",
        placeholder: plain("Deny…"),
        options: SLACK_DENY_REASONS.map((reason) => ({
          text: plain(DENY_REASON_WORDS[reason]),
          value: `${subjectId}:${reason}`,
        })),
      },
    ],
  };
}
