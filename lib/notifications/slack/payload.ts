import { z } from "zod";
import { DENY_REASONS } from "../../approvals/schemas";

const SlackId = z.string().regex(/^[A-Z0-9]{2,30}$/);
const Option = z.object({ value: z.string().max(100) });

/** The little of Slack's `block_actions` that we act on. Whatever else it has is not looked at. */
const Payload = z.object({
  type: z.literal("block_actions"),
  user: z.object({
    id: SlackId,
    username: z.string().max(200).optional(),
    name: z.string().max(200).optional(),
  }),
  team: z.object({ id: SlackId, domain: z.string().max(200).optional() }),
  response_url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2_000).optional(),
        selected_option: Option.nullish(),
      }),
    )
    .length(1),
});

export type SlackDecision =
  | { verdict: "approve"; approvalId: string }
  | { verdict: "deny"; approvalId: string; reason: (typeof DENY_REASONS)[number] };

export type SlackCallback = {
  account: { teamId: string; userId: string; name: string };
  responseUrl: string | null;
  decision: SlackDecision;
};

/** Reads a callback's body, `payload=` and JSON, form-encoded; null where it is not one of ours. Pure. */
export function readCallback(rawBody: string): SlackCallback | null {
  const parsed = Payload.safeParse(jsonOf(new URLSearchParams(rawBody).get("payload")));
  if (!parsed.success) return null;
  const { user, team, response_url, actions } = parsed.data;
  const [action] = actions;
  const decision = decisionOf(action?.action_id, action?.value ?? action?.selected_option?.value ?? "");
  if (decision === null) return null;
  return {
    account: { teamId: team.id, userId: user.id, name: user.username ?? user.name ?? user.id },
    responseUrl: response_url ?? null,
    decision,
  };
}

function decisionOf(actionId: string | undefined, value: string): SlackDecision | null {
  const [approvalId = "", given] = value.split(":");
  if (!z.uuid().safeParse(approvalId).success) return null;
  if (actionId === "approve" && given === undefined) return { verdict: "approve", approvalId };
  const reason = DENY_REASONS.find((known) => known === given && known !== "other");
  return actionId === "deny" && reason ? { verdict: "deny", approvalId, reason } : null;
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
