import type { CredentialConfig } from "../schemas";
import type { Revocability } from "../types";
import { brokerIssuer } from "./broker";
import { oauthIssuer } from "./oauth";
import { staticIssuer } from "./static";
import { stsIssuer } from "./sts";
import type { Issuer, Means } from "./types";

export type { Asked, Ending, Issuer, Means, Parts, Provided, ToRevoke } from "./types";

/** The issuer that a configuration describes. */
export function issuerOf(config: CredentialConfig, means: Means): Issuer {
  switch (config.provider) {
    case "static":
      return staticIssuer(means);
    case "oauth_client_credentials":
      return oauthIssuer(config, means);
    case "http_broker":
      return brokerIssuer(config, means);
    case "aws_sts":
      return stsIssuer(config, means);
  }
}

/** What can be done about something issued before it ends by itself. */
export function revocabilityOf(config: CredentialConfig): Revocability {
  switch (config.provider) {
    case "static":
      return "permanent";
    case "oauth_client_credentials":
      return config.revocationUrl === undefined ? "expires" : "revocable";
    case "http_broker":
      return "revocable";
    case "aws_sts":
      return "expires";
  }
}

/** Where secrets are sent: whoever changes one of these has to know the secrets. Read as texts. */
export function destinationsOf(config: CredentialConfig): string[] {
  switch (config.provider) {
    case "static":
      return [];
    case "oauth_client_credentials":
      return [config.tokenUrl, config.revocationUrl ?? ""];
    case "http_broker":
      return [config.url];
    case "aws_sts":
      return [config.endpoint ?? ""];
  }
}
