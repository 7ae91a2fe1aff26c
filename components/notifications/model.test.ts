import { describe, expect, it } from "vitest";
import { DECIDABLE_EVENTS, EVENTS } from "@/lib/notifications/schemas";
import type { EndpointDetail } from "@/lib/notifications/types";
import {
  EMPTY_ENDPOINT,
  endpointFaults,
  endpointForm,
  inputOf,
  offeredEvents,
  type EndpointForm,
} from "./model";

const form = (change: Partial<EndpointForm>): EndpointForm => ({
  ...EMPTY_ENDPOINT,
  name: "Pager",
  url: "https://example.com/hook",
  ...change,
});

describe("the form of an endpoint", () => {
  it("says what is missing, by field", () => {
    expect(endpointFaults(EMPTY_ENDPOINT)).toEqual({
      name: "Give it a name.",
      "config.url": "Write an address that starts with https://.",
    });
    expect(endpointFaults(form({ kind: "slack", interactive: true }))).toEqual({
      "secrets.url": "Incoming webhook: it is needed.",
      "secrets.signingSecret": "Buttons need the app's signing secret: without it anybody could press them.",
    });
    expect(endpointFaults(form({ kind: "slack", interactive: true }), ["url", "signingSecret"])).toEqual({});
    expect(endpointFaults(form({ events: [] }))).toEqual({ events: "Choose at least one." });
  });

  it("reads addresses however they are set apart, and marks the field whichever is wrong", () => {
    const typed = form({
      kind: "email",
      to: "addresses",
      addresses: "a@example.com, b@example.com\nc@example.com",
    });
    expect(inputOf(typed).config).toMatchObject({
      addresses: ["a@example.com", "b@example.com", "c@example.com"],
    });
    const wrong = endpointFaults({ ...typed, addresses: "a@example.com nobody" });
    expect(Object.keys(wrong)).toEqual(["config.addresses"]);
  });

  it("offers to people who can decide what they can decide, and sends nothing else", () => {
    const typed = form({ kind: "email", to: "deciders", events: EVENTS });
    expect(offeredEvents(typed)).toEqual(DECIDABLE_EVENTS);
    expect(inputOf(typed).events).toEqual(DECIDABLE_EVENTS);
    expect(endpointFaults(typed)).toEqual({});
  });

  it("says all events by none, and shows none as all", () => {
    expect(inputOf(form({ events: EVENTS })).events).toEqual([]);
    const detail = {
      name: "x",
      kind: "webhook",
      config: { kind: "webhook", url: "https://x.test/" },
      events: [],
    };
    expect(endpointForm(detail as unknown as EndpointDetail).events).toEqual(EVENTS); // safe: all that is read
  });

  it("sends no secret of another kind, nor one for buttons that are off", () => {
    const secrets = { url: "https://hooks.example.com/x", signingSecret: "0123456789abcdef" };
    expect(inputOf(form({ secrets })).secrets).toEqual({});
    expect(inputOf(form({ kind: "slack", secrets })).secrets).toEqual({ url: secrets.url });
    expect(inputOf(form({ kind: "slack", interactive: true, secrets })).secrets).toEqual(secrets);
  });
});
