import { isObject } from "../../../lib/platform/json";
import { WORDLESS } from "../../routes/verdict";
import { faultOfAnswer, INSIDES, statementIn } from "../gateway/judge";
import type { RawAnswer } from "../gateway/raw-http";

/** What was sent could be read as arguments, or it could not; then Next answers before anything of ours runs. */
export type Readable = "arguments" | "nothing";

export type Heard = {
  fault: string | null;
  /** Next itself gave up on the body, with 500 and no word. */
  wordless: boolean;
};

/** What is wrong with the answer to an action's request. */
export function heardOfAction(answer: RawAnswer, readable: Readable): Heard {
  const wordless = answer?.status === 500 && WORDLESS.test(answer.body);
  return { fault: faultOfAction(answer, readable, wordless), wordless };
}

function faultOfAction(answer: RawAnswer, readable: Readable, wordless: boolean): string | null {
  if (answer === null) return "no answer";
  const { status, body } = answer;
  const said = body.slice(0, 300).replaceAll("\n", " ");
  if (INSIDES.test(withoutOwnCode(body))) return `it tells of its insides: ${said}`;
  if (body.includes('"ok":false,"code":"INTERNAL"')) return `it failed unexpectedly: ${said}`;
  if (status < 500) return null;
  return wordless && readable === "nothing" ? null : `HTTP ${status}: ${said}`;
}

/** The page that an answer may carry names the scripts of its own, which are public. */
function withoutOwnCode(body: string): string {
  return body.replaceAll(/\/_next\/static\/[\w./~-]+/g, "");
}

/** Codes of routes that say of another server that it failed. */
const OF_OTHERS = /^(?:UPSTREAM_|CREDENTIAL_UNAVAILABLE)/;

/** What is wrong with the answer of a route under app/api, which is JSON, a stream, a download or a problem. */
export function faultOfRoute(answer: RawAnswer): string | null {
  const code = statementIn(answer?.headers["content-type"] ?? "", answer?.body ?? "");
  if (answer && code !== null && OF_OTHERS.test(code)) return null;
  // Next answers a method that a route doesn't have, and a path that is none, by itself.
  if (answer && [404, 405].includes(answer.status) && !isProblem(answer)) return null;
  return faultOfAnswer(answer);
}

function isProblem({ headers }: NonNullable<RawAnswer>): boolean {
  return headers["content-type"]?.startsWith("application/problem+json") ?? false;
}

/** A callback that is not Slack's, or comes a second time: refused in a problem's words, whatever it says. */
export function faultOfForged(answer: RawAnswer, codes: readonly string[]): string | null {
  const code = statementIn(answer?.headers["content-type"] ?? "", answer?.body ?? "");
  return (
    faultOfAnswer(answer) ?? (code !== null && codes.includes(code) ? null : `HTTP ${answer?.status} ${code}`)
  );
}

/** Slack shows a message; anything else is a problem. */
export function faultOfSigned(answer: RawAnswer): string | null {
  if (answer?.status !== 200) return faultOfAnswer(answer);
  try {
    return isObject(JSON.parse(answer.body)) ? faultOfAnswer(answer) : "it answered with no message";
  } catch {
    return "it answered with no JSON";
  }
}
