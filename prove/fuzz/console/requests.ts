import fc, { type Arbitrary } from "fast-check";
import type { Json } from "../../../lib/platform/json";
import type { Target } from "../../routes/targets";
import { bodyNear, hostileValue } from "../gateway/bodies";
import type { Headers } from "../gateway/raw-http";
import { callbacks, type Callback } from "./callbacks";
import { argumentsNear, noArguments, TOO_LARGE, type FlightBody } from "./flight";

/** One request, in the form in which it is written down when something goes wrong. */
export type Fuzzed = {
  kind: "arguments" | "no arguments" | "route" | "signed" | "forged";
  name: string;
  method: string;
  path: string;
  headers: Headers;
  body: Buffer | undefined;
};

type Made = { seed: number; count: number };

const NO_ARGUMENTS = JSON.stringify([{}]);

/** Bodies that are no arguments, of every action in turn. */
export function malformed(targets: readonly Target[], { seed, count }: Made): Fuzzed[] {
  // What takes no arguments (signing out, a drill) has none that could be wrong, and does it.
  const actions = targets.filter(
    ({ kind, guarded, sent }) => kind === "action" && guarded && sent.body !== NO_ARGUMENTS,
  );
  const id = actions[0]?.sent.headers["next-action"] ?? "";
  const bodies = fc.sample(noArguments(id), { numRuns: count, seed });
  return [...bodies, ...TOO_LARGE].map((body, at) =>
    ofAction("no arguments", actions[at % actions.length]!, body),
  );
}

/** Arguments near the good ones, of every action and route, at least one each. */
export function wellFormed(targets: readonly Target[], { seed, count }: Made): Fuzzed[] {
  const asked = targets.filter(({ kind, guarded }) => kind !== "page" && guarded);
  const each = Math.ceil(count / asked.length);
  return asked.flatMap((target, at) => fc.sample(near(target), { numRuns: each, seed: seed + at }));
}

/** What comes in Slack's name. */
export function pressed(
  { path, secret, approvalId }: { path: string; secret: string; approvalId: string },
  { seed, count }: Made,
): Fuzzed[] {
  return fc.sample(callbacks(secret, approvalId), { numRuns: count, seed }).map((it) => ofCallback(path, it));
}

function near(target: Target): Arbitrary<Fuzzed> {
  if (target.kind === "action") {
    const good = argumentsOf(target);
    return argumentsNear(good).map((body) => ofAction("arguments", target, body));
  }
  const { method, path, headers, body } = target.sent;
  const common = { kind: "route" as const, name: target.name, method, headers };
  if (body !== undefined)
    return bodyNear(fc.constant(JSON.parse(body) as Json)).map((it) => ({ ...common, path, body: it }));
  return fc
    .array(fc.tuple(queryName(path), hostileValue), { minLength: 1, maxLength: 3 })
    .map((pairs) => ({ ...common, path: withQuery(path, pairs), body: undefined }));
}

function argumentsOf({ sent }: Target): Json[] {
  const read = JSON.parse(sent.body ?? "[]") as Json;
  return Array.isArray(read) ? read : [read];
}

function queryName(path: string): Arbitrary<string> {
  const own = [...new URL(path, "http://x").searchParams.keys()];
  return fc.constantFrom(...own, "q", "id", "cursor", "limit", "from", "__proto__");
}

/** With others in the place of what it has by these names. */
function withQuery(path: string, pairs: readonly (readonly [string, Json])[]): string {
  const url = new URL(path, "http://x");
  for (const [name, value] of pairs) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    // Longer, and the server's parser refuses it before anybody reads it.
    url.searchParams.set(name, text.toWellFormed().slice(0, 2_000));
  }
  return `${url.pathname}${url.search}`;
}

function ofAction(
  kind: Fuzzed["kind"],
  { name, sent }: Target,
  { type, body, action, name: what }: FlightBody,
): Fuzzed {
  const { "next-action": id = "", ...headers } = sent.headers;
  const named = action ?? id;
  return {
    ...{ kind, name: `${name}, ${what}`, method: "POST", path: sent.path, body },
    // Without it Next looks for the action in the form, as it does where scripts are off.
    headers: { ...headers, "content-type": type, ...(named ? { "next-action": named } : {}) },
  };
}

function ofCallback(path: string, { name, signed, timestamp, signature, rawBody }: Callback): Fuzzed {
  return {
    ...{ kind: signed ? "signed" : "forged", name: `a callback, ${name}`, method: "POST", path },
    headers: {
      ...{ "content-type": "application/x-www-form-urlencoded" },
      ...{ "x-slack-request-timestamp": timestamp, "x-slack-signature": signature },
    },
    body: Buffer.from(rawBody),
  };
}
