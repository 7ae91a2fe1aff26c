import { AwsV4Signer } from "aws4fetch";
import { ProviderFault } from "../provider-fault";
import type { CredentialConfig } from "../schemas";
import { boundedAnswer } from "./bounded";
import { secretOf } from "./secret-of";
import type { Asked, Issuer, Means } from "./types";
import { readAssumedRole, readErrorCode } from "./sts-answer";

type Config = Extract<CredentialConfig, { provider: "aws_sts" }>;

const TIMEOUT_MS = 8_000;
const SHORTEST_S = 900;
const LONGEST_S = 43_200;
const WHO = "AWS STS";
const POLICY_ARN = /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/;
const MOST_POLICIES = 10;

/** AssumeRole of AWS STS, signed with the base key (Signature Version 4). */
export function stsIssuer(config: Config, { secrets, fetch }: Means): Issuer {
  return {
    issue: async (asked) => {
      const seconds = Math.min(Math.max(asked.ttlSeconds, SHORTEST_S), LONGEST_S);
      const name = sessionName(asked.label);
      const signed = await new AwsV4Signer({
        method: "POST",
        url: config.endpoint ?? endpointOf(config.region),
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: parametersOf(config, asked, name, seconds).toString(),
        accessKeyId: secretOf(secrets, "accessKeyId"),
        secretAccessKey: secretOf(secrets, "secretAccessKey"),
        service: "sts",
        region: config.region,
      }).sign();
      const { method, headers, body, url } = signed;
      const init = { method, headers, body } as RequestInit; // safe because the body is the text given above
      const response = await boundedAnswer(fetch, url, init, { who: WHO, timeoutMs: TIMEOUT_MS });
      const text = await response.text();
      if (!response.ok) throw refused(response.status, text);
      const given = readAssumedRole(text);
      if (given === null || given.endsAt <= Date.now())
        throw new ProviderFault("trouble", `${WHO} sent an answer that cannot be used.`);
      const { endsAt, ...parts } = given;
      return {
        parts: { kind: "aws", ...parts, region: config.region },
        endsAt,
        scope: asked.scope,
        handle: name,
        revokeWith: null,
        note:
          seconds > asked.ttlSeconds
            ? `Asked for ${asked.ttlSeconds} s; AWS gives no less than ${SHORTEST_S} s.`
            : "",
      };
    },
    revoke: async () => ({
      state: "not_revocable",
      detail:
        "No longer used here. AWS cannot revoke one session of a role, so it stays valid until it expires.",
    }),
  };
}

/** Regions in China have a domain of their own. */
function endpointOf(region: string): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/`;
}

/** @throws ProviderFault where the scope is not a list of policies: nothing else narrows a role's session */
function parametersOf(config: Config, asked: Asked, name: string, seconds: number): URLSearchParams {
  const parameters = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: config.roleArn,
    RoleSessionName: name,
    DurationSeconds: String(seconds),
  });
  if (config.externalId !== undefined && config.externalId !== "")
    parameters.set("ExternalId", config.externalId);
  const policies = asked.scope.split(/\s+/).filter(Boolean);
  if (policies.length > MOST_POLICIES || policies.some((policy) => !POLICY_ARN.test(policy))) {
    const detail = `AWS narrows a role by policies: as scope, write up to ${MOST_POLICIES} policy ARNs, or nothing.`;
    throw new ProviderFault("configuration", detail);
  }
  for (const [index, policy] of policies.entries())
    parameters.set(`PolicyArns.member.${index + 1}.arn`, policy);
  return parameters;
}

/** What AWS's own log will call it: 2 to 64 characters out of few. */
export function sessionName(label: string): string {
  return `agentgate-${label.replace(/[^\w+=,.@-]/g, "-")}`.slice(0, 64);
}

function refused(status: number, text: string): ProviderFault {
  const code = readErrorCode(text);
  const detail = `${WHO} refused with ${status}${code === null ? "" : ` (${code})`}.`;
  return new ProviderFault(status >= 400 && status < 429 ? "configuration" : "trouble", detail);
}
