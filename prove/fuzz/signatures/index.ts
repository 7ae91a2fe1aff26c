import { readOrder, writeOrder } from "../../../lib/gateway/enforce/stop-order";
import { requestStates } from "../../../lib/gateway/mcp/request-state";
import { signReport, verifyReport } from "../../../lib/incidents/report/sign";
import { isSigned, slackSignature } from "../../../lib/notifications/slack/verify";
import { makeLinkToken, readLinkToken } from "../../../lib/notifications/slack/link-token";
import { setEnv } from "../../../lib/platform/env/process";
import { newId } from "../../../lib/platform/ids";
import { canonical, sha256 } from "../../../lib/platform/json";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../../lib/platform/secrets";
import { signingKey, trustedKeys } from "../../../lib/revisions";
import { packageText, takesPackage } from "./package";
import { randomFrom, type Random } from "../../random";
import { Tally, type Check, type Job, type Result } from "../../suite";
import { mutated } from "./mutate";

const NUMBERS: Record<Job["scale"], number> = { pr: 1_000, nightly: 10_000 };

/** Something signed, and who says whether a changed text of it counts. */
type Envelope = {
  promise: string;
  test?: string;
  text: string;
  accepts: (text: string) => Promise<boolean> | boolean;
  /** The same of the original, where a text that says the same is no fault. */
  original?: (text: string) => boolean;
};

/** Everything that counts because of a signature, changed by a byte or by much. */
export async function signatures({ scale, seed, log }: Job): Promise<Result> {
  const key = makePolicyKey();
  setEnv({
    AGENTGATE_POLICY_SIGNING_KEY: key,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(key)),
    AUTH_SECRET: "s".repeat(40),
  });
  const count = NUMBERS[scale];
  const checks: Check[] = [];
  for (const envelope of await envelopes()) checks.push(await check(envelope, count, randomFrom(seed)));
  log(`${checks.length} kinds of signed things, ${count} changes of each`);
  return { checks, figures: [] };
}

async function check(envelope: Envelope, count: number, random: Random): Promise<Check> {
  const { promise, test, text, accepts, original } = envelope;
  const tally = new Tally(promise, test);
  tally.add((await (original ?? accepts)(text)) ? null : "the original itself is refused");
  for (let trial = 0; trial < count; trial++) {
    const changed = mutated(text, random);
    // A line end after the last character is no part of a file's content.
    if (changed.trimEnd() === text.trimEnd()) continue;
    const taken = await Promise.resolve(accepts(changed)).catch((error: Error) => error);
    if (taken instanceof Error) tally.add(`change ${trial} broke it: ${taken.message}`);
    else tally.add(taken && `change ${trial} was taken: ${JSON.stringify(differing(text, changed))}`);
  }
  return tally.check;
}

/** The place where two texts begin to differ. */
function differing(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return `at ${at}: ${one.slice(at, at + 20)} became ${other.slice(at, at + 20)}`;
}

async function envelopes(): Promise<Envelope[]> {
  const secret = "k".repeat(40);
  const timestamp = "1800000000";
  const slackBody = `payload=${encodeURIComponent(JSON.stringify({ type: "block_actions", actions: [{ value: "approve" }] }))}`;
  const slack = `${timestamp}\n${slackSignature(secret, timestamp, slackBody)}\n${slackBody}`;
  const states = requestStates(secret);
  const held = { tenantId: newId(), agentId: newId(), callId: newId(), callHash: sha256("x") };
  const order = writeOrder("The fuzzer stops everything.", new Date());
  const told = canonical(readOrder(order));
  const link = { tenantId: newId(), endpointId: newId(), teamId: "T1", userId: "U1", name: "Reviewer" };
  return [
    {
      promise: "A signed policy package is taken only as it was exported",
      ...{ test: "T26", text: packageText(), accepts: takesPackage },
    },
    {
      promise: "A signed incident report is taken only as it was exported",
      ...{ test: "T26", text: report(), accepts: (text) => verifyReport(text, trustedKeys()).ok },
    },
    {
      // Spacing may differ: in an emergency a file is passed on by hand. What it says may not.
      promise: "A signed order to stop counts only where it says what was signed",
      ...{ test: "T26", text: order },
      accepts: (text) => !("why" in readOrder(text)) && (canonical(readOrder(text)) !== told || twice(text)),
      original: (text) => !("why" in readOrder(text)),
    },
    {
      promise: "A callback of Slack is taken only as it was signed",
      ...{ test: "T72", text: slack },
      accepts: (text) => {
        const [at = "", signature = "", ...body] = text.split("\n");
        return isSigned(secret, at, body.join("\n"), signature);
      },
    },
    {
      promise: "A link that binds a Slack account is taken only as it was made",
      ...{ test: "T72", text: makeLinkToken(link), accepts: (text) => readLinkToken(text) !== null },
    },
    {
      promise: "A state of a held call is taken only as it was sealed",
      text: await states.seal({ ...held, expiresAt: Math.floor(Date.now() / 1_000) + 3_600 }),
      accepts: async (text) => (await states.unseal(text)) !== null,
    },
  ];
}

function twice(text: string): boolean {
  return (text.match(/"reason"/g) ?? []).length > 1;
}

function report(): string {
  const { id, key } = signingKey();
  const facts = { tenant: newId(), incident: newId(), ref: "INC-1", exportedAt: new Date().toISOString() };
  const signer = { id, key, publicKey: rawPublicKey(key) };
  const content = { incident: { title: "Too much was sent", calls: [1, 2, 3] } };
  return canonical(signReport(content, { ...facts, exportedBy: "Platform reviewer" }, signer));
}
