import * as oauth from "oauth4webapi";
import { ProviderFault } from "../provider-fault";
import type { CredentialConfig } from "../schemas";
import { boundedAnswer } from "./bounded";
import { secretOf } from "./secret-of";
import type { Asked, Issuer, Means, Provided } from "./types";

type Config = Extract<CredentialConfig, { provider: "oauth_client_credentials" }>;

const TIMEOUT_MS = 8_000;
const LONGEST_LIFE_S = 10 * 365 * 86_400;
/** RFC 6749 §5.2 and RFC 8707: what a person has to mend. Any other word of an answer is not repeated. */
const NEEDS_MENDING = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_scope",
  "invalid_target",
  "unauthorized_client",
  "unsupported_grant_type",
]);

/** OAuth 2.1 client credentials (RFC 6749 §4.4) with resource indicators (RFC 8707) and revocation (RFC 7009). */
export function oauthIssuer(config: Config, { secrets, fetch }: Means): Issuer {
  const server: oauth.AuthorizationServer = {
    issuer: new URL(config.tokenUrl).origin,
    token_endpoint: config.tokenUrl,
    ...(config.revocationUrl === undefined ? {} : { revocation_endpoint: config.revocationUrl }),
  };
  const client: oauth.Client = { client_id: config.clientId };
  const authentication = () => {
    const secret = secretOf(secrets, "clientSecret");
    return config.authentication === "post"
      ? oauth.ClientSecretPost(secret)
      : oauth.ClientSecretBasic(secret);
  };
  const through = (who: string) => ({
    [oauth.customFetch]: (url: string, { method, headers, body }: RequestInit) =>
      boundedAnswer(fetch, url, { method, headers, body } as RequestInit, { who, timeoutMs: TIMEOUT_MS }),
    // Whether plain http is acceptable is decided where the address is permitted.
    [oauth.allowInsecureRequests]: true,
  });
  return {
    issue: async (asked) => {
      const who = "Its token endpoint";
      const parameters = parametersOf(config, asked);
      try {
        const response = await oauth.clientCredentialsGrantRequest(
          server,
          client,
          authentication(),
          parameters,
          through(who),
        );
        const answer = await oauth.processClientCredentialsResponse(server, client, response);
        return provided(answer, asked, config.revocationUrl !== undefined);
      } catch (error) {
        throw explained(error, who);
      }
    },
    revoke: async ({ revokeWith }) => {
      if (revokeWith === null || config.revocationUrl === undefined) {
        const detail =
          "No longer used here. It cannot be revoked at its issuer, so it stays valid until it expires.";
        return { state: "not_revocable", detail };
      }
      const who = "Its revocation endpoint";
      const options = { ...through(who), additionalParameters: { token_type_hint: "access_token" } };
      try {
        const response = await oauth.revocationRequest(server, client, authentication(), revokeWith, options);
        await oauth.processRevocationResponse(response);
        return { state: "revoked", detail: "Revoked at its issuer." };
      } catch (error) {
        throw explained(error, who);
      }
    },
  };
}

function parametersOf({ resource, audience }: Config, { scope }: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  if (scope !== "") parameters.set("scope", scope);
  if (resource !== undefined) parameters.set("resource", resource);
  if (audience !== undefined) parameters.set("audience", audience);
  return parameters;
}

function provided(answer: oauth.TokenEndpointResponse, { scope }: Asked, revocable: boolean): Provided {
  const { access_token: token, token_type: type, expires_in: life } = answer;
  if (type !== "bearer" || !/^[\x21-\x7e]{1,16384}$/.test(token)) throw unusable();
  if (life !== undefined && !(life > 0 && life <= LONGEST_LIFE_S)) throw unusable();
  return {
    parts: { kind: "value", value: token },
    endsAt: life === undefined ? null : Date.now() + life * 1_000,
    scope: (answer.scope ?? scope).slice(0, 512),
    handle: null,
    revokeWith: revocable ? token : null,
    note: life === undefined ? "Its issuer did not say when it expires." : "",
  };
}

function unusable(cause?: unknown): ProviderFault {
  return new ProviderFault("trouble", "Its token endpoint sent an answer that is not a token.", { cause });
}

function explained(error: unknown, who: string): ProviderFault {
  if (error instanceof ProviderFault) return error;
  if (error instanceof oauth.ResponseBodyError) {
    const mend = NEEDS_MENDING.has(error.error);
    const detail = `${who} refused with ${error.status}${mend ? ` (${error.error})` : ""}.`;
    return new ProviderFault(mend ? "configuration" : "trouble", detail, { cause: error });
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new ProviderFault("configuration", `${who} does not accept our client id and secret.`, {
      cause: error,
    });
  }
  if (error instanceof oauth.OperationProcessingError) {
    const { cause } = error;
    if (cause instanceof Response && !cause.ok) {
      return new ProviderFault("trouble", `${who} answered with ${cause.status}.`, { cause: error });
    }
  }
  return new ProviderFault("trouble", `${who} sent an answer that cannot be used.`, { cause: error });
}
