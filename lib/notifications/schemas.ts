import { z } from "zod";

export const KINDS = ["webhook", "email", "slack"] as const;
export type EndpointKind = (typeof KINDS)[number];

/** All that the outbox has, in the order in which people think of them. */
export const EVENTS = [
  "approval.requested",
  "approval.advanced",
  "approval.escalated",
  "approval.approved",
  "approval.denied",
  "approval.changes_requested",
  "approval.expired",
  "approval.cancelled",
  "alert.raised",
  "alert.resolved",
  "incident.opened",
  "incident.open",
  "incident.quarantined",
  "incident.contained",
  "incident.mitigated",
  "incident.resolved",
  "incident.reviewed",
  "switch.set",
  "switch.cleared",
] as const;
export type EventType = (typeof EVENTS)[number];
/** Those after which somebody can decide: only then are there people who can. */
export const DECIDABLE_EVENTS: readonly EventType[] = [
  "approval.requested",
  "approval.advanced",
  "approval.escalated",
];

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "skipped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const MAX_ADDRESSES = 20;

/** No control characters: what is typed here ends up in headers, logs and titles. */
const Line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text), "has characters that cannot be shown");

const Name = Line(80).min(1, "Give it a name.");

const HttpUrl = z
  .url({ protocol: /^https?$/, error: "Write an address that starts with https://." })
  .max(2_048)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), "Leave user name and password out.");

/** Plain addresses alone, of letters that no header reads as anything else. */
const MailAddress = z
  .email("This is no e-mail address.")
  .max(254)
  .refine((text) => /^[!-~]+$/.test(text) && !/[,;<>()"\\]/.test(text), "Write a plain e-mail address.");

/** The signing secret that Slack shows with an app. */
const SlackSigningSecret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{16,128}$/, "Copy the signing secret from the app's page.");

export const EndpointConfig = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("webhook"), url: HttpUrl }),
  z.discriminatedUnion("to", [
    /** The people who can decide the request, away ones left out. */
    z.strictObject({ kind: z.literal("email"), to: z.literal("deciders") }),
    z.strictObject({
      kind: z.literal("email"),
      to: z.literal("addresses"),
      addresses: z
        .array(MailAddress)
        .min(1, "Name at least one address.")
        .max(MAX_ADDRESSES, `At most ${MAX_ADDRESSES} addresses.`),
    }),
  ]),
  z.strictObject({
    kind: z.literal("slack"),
    /** Whether the message has buttons. Off unless somebody wants it. */
    interactive: z.boolean().default(false),
  }),
]);
export type EndpointConfig = z.output<typeof EndpointConfig>;

/** What a person types in and nobody sees again. The secret of a webhook isn't among them: we make it. */
export const EndpointSecrets = z.strictObject({
  /** Slack's incoming webhook: whoever knows it can post. */
  url: HttpUrl.optional(),
  signingSecret: SlackSigningSecret.optional(),
});
export type EndpointSecrets = z.output<typeof EndpointSecrets>;

const Events = z
  .array(z.enum(EVENTS))
  .max(EVENTS.length)
  .transform((given) => EVENTS.filter((event) => given.includes(event)));

const settings = { name: Name, config: EndpointConfig, events: Events, secrets: EndpointSecrets.default({}) };
type Settings = { config: EndpointConfig; events: EventType[] };

/** An empty list of events means all; the people who can decide are there for some of them only. */
const decidable = ({ config, events }: Settings) =>
  config.kind !== "email" ||
  config.to !== "deciders" ||
  (events.length > 0 && events.every((event) => DECIDABLE_EVENTS.includes(event)));
const DECIDABLE = {
  path: ["events"],
  message: "People who can decide are told of requests that wait, and of nothing else.",
};

export const CreateEndpointInput = z.strictObject(settings).refine(decidable, DECIDABLE);
export type CreateEndpointInput = z.input<typeof CreateEndpointInput>;

/** `version` is the one the person saw: another one by now is a conflict. */
export const UpdateEndpointInput = z
  .strictObject({ id: z.uuid(), version: z.int(), ...settings })
  .refine(decidable, DECIDABLE);
export type UpdateEndpointInput = z.input<typeof UpdateEndpointInput>;

export const EndpointRef = z.strictObject({ id: z.uuid() });
export type EndpointRef = z.input<typeof EndpointRef>;

export const EnableEndpointInput = z
  .strictObject({ id: z.uuid(), enabled: z.boolean(), reason: Line(200).default("") })
  .refine(({ enabled, reason }) => enabled || reason !== "", { path: ["reason"], message: "Say why." });
export type EnableEndpointInput = z.input<typeof EnableEndpointInput>;

/** A message now, to what is typed; `id`: with the secrets that this endpoint has. */
export const TryEndpointInput = z.strictObject({
  id: z.uuid().optional(),
  config: EndpointConfig,
  secrets: EndpointSecrets.default({}),
});
export type TryEndpointInput = z.input<typeof TryEndpointInput>;

export const ListDeliveriesInput = z.strictObject({
  endpointId: z.uuid(),
  states: z.array(z.enum(DELIVERY_STATES)).default([]),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListDeliveriesInput = z.input<typeof ListDeliveriesInput>;

export const DeliveryRef = z.strictObject({ id: z.uuid() });
export type DeliveryRef = z.input<typeof DeliveryRef>;

/** How far back deliveries that failed are sent again, in hours. */
export const REPLAY_HOURS = [1, 6, 24, 168] as const;
export const ReplayFailedInput = z.strictObject({
  endpointId: z.uuid(),
  hours: z.union(REPLAY_HOURS.map((hours) => z.literal(hours))),
});
export type ReplayFailedInput = z.input<typeof ReplayFailedInput>;

export const LinkSlackInput = z.strictObject({ token: z.string().max(2_000) });
export type LinkSlackInput = z.input<typeof LinkSlackInput>;
export const SlackIdentityRef = z.strictObject({ id: z.uuid() });
export type SlackIdentityRef = z.input<typeof SlackIdentityRef>;
