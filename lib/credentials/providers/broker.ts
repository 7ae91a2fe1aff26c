import { z } from "zod";
import { ProviderFault } from "../provider-fault";
import type { CredentialConfig } from "../schemas";
import { boundedAnswer } from "./bounded";
import type { Issuer, Means, Provided } from "./types";

type Config = Extract<CredentialConfig, { provider: "http_broker" }>;

const TIMEOUT_MS = 5_000;
const WHO = "Its broker";

/** Unknown members are a broker's own business; those we read have to be right. */
const IssueAnswer = z.object({
  credential: z.string().min(1).max(16_384),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  expires_in: z
    .number()
    .positive()
    .max(10 * 365 * 86_400)
    .nullish(),
  lease_id: z.string().min(1).max(512).nullish(),
});
const RevokeAnswer = z.object({ revoked: z.boolean(), detail: z.string().max(2_000).nullish() });

/** A service of the tenant's own that issues and revokes: POST {url}/issue and POST {url}/revoke. */
export function brokerIssuer({ url }: Config, { secrets, fetch }: Means): Issuer {
  const apiKey = secrets.get("apiKey");
  const post = async (path: "issue" | "revoke", body: object): Promise<unknown> => {
    const init = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
    };
    const response = await boundedAnswer(fetch, below(url, path), init, { who: WHO, timeoutMs: TIMEOUT_MS });
    if (!response.ok) throw refused(response.status);
    return response.json().catch((cause: unknown) => {
      throw new ProviderFault("trouble", `${WHO} sent an answer that is not JSON.`, { cause });
    });
  };
  return {
    issue: async ({ tool, scope, ttlSeconds, sessionId, decisionId, upstream }) => {
      const asked = { tool, scope, ttl_seconds: ttlSeconds, session_id: sessionId, decision_id: decisionId };
      const answer = IssueAnswer.safeParse(await post("issue", { ...asked, upstream }));
      if (!answer.success) throw new ProviderFault("trouble", `${WHO} sent an answer that cannot be used.`);
      return provided(answer.data, scope);
    },
    revoke: async ({ handle, sessionId, decisionId, reason }) => {
      // Without a lease, "by session" is all that can be said; it would end the session's other credentials too
      // where this one was for a single call.
      if (handle === null && (sessionId === null || decisionId !== null)) {
        const detail =
          "No longer used here. The broker named no lease that could be revoked, so it stays valid until it expires.";
        return { state: "not_revocable", detail };
      }
      const asked = { lease_id: handle, session_id: sessionId, reason };
      const answer = RevokeAnswer.safeParse(await post("revoke", asked));
      if (!answer.success)
        throw new ProviderFault("trouble", `${WHO} did not say whether it revoked anything.`);
      if (!answer.data.revoked) throw new ProviderFault("trouble", `${WHO} says that it was not revoked.`);
      return { state: "revoked", detail: "Revoked by the broker." };
    },
  };
}

function provided(answer: z.output<typeof IssueAnswer>, scope: string): Provided {
  const { credential, expires_at: at, expires_in: life, lease_id: lease } = answer;
  const ends = [at ? Date.parse(at) : null, life ? Date.now() + life * 1_000 : null].filter(
    (end) => end !== null,
  );
  const endsAt = ends.length > 0 ? Math.min(...ends) : null;
  if (endsAt !== null && endsAt <= Date.now())
    throw new ProviderFault("trouble", `${WHO} sent a credential that has expired already.`);
  return {
    parts: { kind: "value", value: credential },
    endsAt,
    scope,
    handle: lease ?? null,
    revokeWith: null,
    note: "",
  };
}

function refused(status: number): ProviderFault {
  const mend = status === 401 || status === 403 || status === 404;
  return new ProviderFault(mend ? "configuration" : "trouble", `${WHO} answered with ${status}.`);
}

function below(url: string, path: string): URL {
  const base = new URL(url);
  base.pathname = `${base.pathname.replace(/\/+$/, "")}/${path}`;
  return base;
}
