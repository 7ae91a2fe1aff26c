import {
  CreateEndpointInput,
  DECIDABLE_EVENTS,
  EVENTS,
  type EndpointConfig,
  type EndpointKind,
  type EventType,
  type TryEndpointInput,
} from "@/lib/notifications/schemas";
import type { EndpointDetail } from "@/lib/notifications/types";

/** An endpoint as it is being typed. Secrets are here only while somebody types them. */
export type EndpointForm = {
  name: string;
  kind: EndpointKind;
  url: string;
  to: "deciders" | "addresses";
  /** One a line, or with commas between them. */
  addresses: string;
  interactive: boolean;
  events: readonly EventType[];
  secrets: { url: string; signingSecret: string };
};

export const EMPTY_ENDPOINT: EndpointForm = {
  name: "",
  kind: "webhook",
  url: "",
  to: "deciders",
  addresses: "",
  interactive: false,
  events: ["approval.requested", "approval.escalated", "alert.raised"],
  secrets: { url: "", signingSecret: "" },
};

/** The events that an endpoint of this kind can be told of. */
export function offeredEvents({ kind, to }: Pick<EndpointForm, "kind" | "to">): readonly EventType[] {
  return kind === "email" && to === "deciders" ? DECIDABLE_EVENTS : EVENTS;
}

function configOf(form: EndpointForm): EndpointConfig {
  switch (form.kind) {
    case "webhook":
      return { kind: "webhook", url: form.url.trim() };
    case "slack":
      return { kind: "slack", interactive: form.interactive };
    case "email":
      return form.to === "deciders"
        ? { kind: "email", to: "deciders" }
        : { kind: "email", to: "addresses", addresses: addressesOf(form.addresses) };
  }
}

const addressesOf = (text: string) => text.split(/[\s,;]+/).filter((part) => part !== "");

/** Of the secrets typed, those that this kind has. */
export function secretsOf({ kind, interactive, secrets }: EndpointForm): {
  url?: string;
  signingSecret?: string;
} {
  if (kind !== "slack") return {};
  const url = secrets.url.trim();
  const signingSecret = secrets.signingSecret.trim();
  return { ...(url !== "" && { url }), ...(interactive && signingSecret !== "" && { signingSecret }) };
}

/** All events are said by none: kinds that come later are among them. */
export function inputOf(form: EndpointForm): CreateEndpointInput {
  const offered = offeredEvents(form);
  const chosen = offered.filter((event) => form.events.includes(event));
  const events = chosen.length === EVENTS.length ? [] : [...chosen];
  return { name: form.name, config: configOf(form), events, secrets: secretsOf(form) };
}

export function trialOf(form: EndpointForm, id: string | undefined): TryEndpointInput {
  return { ...(id !== undefined && { id }), config: configOf(form), secrets: secretsOf(form) };
}

/** What is wrong with a form, by field, in the server's own words. `set`: the secrets that the server has already. */
export function endpointFaults(form: EndpointForm, set: readonly string[] = []): Record<string, string> {
  const input = inputOf(form);
  const parsed = CreateEndpointInput.safeParse(input);
  const issues = parsed.success ? [] : [...parsed.error.issues].reverse();
  const chosen = offeredEvents(form).some((event) => form.events.includes(event));
  const { url, signingSecret } = input.secrets ?? {};
  const missing = {
    ...(form.kind === "slack" && url === undefined && !set.includes("url")
      ? { "secrets.url": "Incoming webhook: it is needed." }
      : {}),
    ...(form.kind === "slack" &&
    form.interactive &&
    signingSecret === undefined &&
    !set.includes("signingSecret")
      ? {
          "secrets.signingSecret":
            "Buttons need the app's signing secret: without it anybody could press them.",
        }
      : {}),
  };
  return {
    ...missing,
    ...Object.fromEntries(issues.map((issue) => [fieldOf(issue.path), issue.message])),
    ...(chosen ? {} : { events: "Choose at least one." }),
  };
}

/** Addresses are one field, whichever of them is wrong. */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = path.join(".");
  return field.startsWith("config.addresses") ? "config.addresses" : field;
}

/** A server's faults, by the same fields. */
export function byField(faults: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).map(([field, text]) => [fieldOf(field.split(".")), text]));
}

/** The form of an endpoint that is there. Its secrets are nobody's to see. */
export function endpointForm({ name, kind, config, events }: EndpointDetail): EndpointForm {
  return {
    ...EMPTY_ENDPOINT,
    ...{ name, kind },
    ...(config.kind === "webhook" && { url: config.url }),
    ...(config.kind === "slack" && { interactive: config.interactive }),
    ...(config.kind === "email" && { to: config.to }),
    ...(config.kind === "email" && config.to === "addresses" && { addresses: config.addresses.join("\n") }),
    events: events.length === 0 ? EVENTS : events,
  };
}
