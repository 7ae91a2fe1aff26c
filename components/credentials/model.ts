import {
  CreateCredentialInput,
  SECRET_FIELDS,
  type CredentialConfig,
  type Provider,
} from "@/lib/credentials/schemas";
import type { CredentialDetail } from "@/lib/credentials/types";

/** A credential as it is being typed. Secrets are here only while somebody types them. */
export type CredentialForm = {
  name: string;
  provider: Provider;
  tokenUrl: string;
  clientId: string;
  resource: string;
  audience: string;
  revocationUrl: string;
  authentication: "basic" | "post";
  url: string;
  roleArn: string;
  region: string;
  externalId: string;
  endpoint: string;
  secrets: Readonly<Record<string, string>>;
};

export const EMPTY_CREDENTIAL: CredentialForm = {
  name: "",
  provider: "static",
  tokenUrl: "",
  clientId: "",
  resource: "",
  audience: "",
  revocationUrl: "",
  authentication: "basic",
  url: "",
  roleArn: "",
  region: "",
  externalId: "",
  endpoint: "",
  secrets: {},
};

export function configOf(form: CredentialForm): CredentialConfig {
  switch (form.provider) {
    case "static":
      return { provider: "static" };
    case "oauth_client_credentials":
      return {
        provider: "oauth_client_credentials",
        tokenUrl: form.tokenUrl.trim(),
        clientId: form.clientId,
        authentication: form.authentication,
        ...given("resource", form.resource),
        ...given("audience", form.audience),
        ...given("revocationUrl", form.revocationUrl),
      };
    case "http_broker":
      return { provider: "http_broker", url: form.url.trim() };
    case "aws_sts":
      return {
        provider: "aws_sts",
        roleArn: form.roleArn.trim(),
        region: form.region.trim(),
        ...given("externalId", form.externalId),
        ...given("endpoint", form.endpoint),
      };
  }
}

function given<Name extends string>(name: Name, text: string): { [N in Name]?: string } {
  return (text.trim() === "" ? {} : { [name]: text.trim() }) as { [N in Name]?: string };
}

/** Of the secrets typed, those of the provider: another provider's fields may have been typed in before. */
export function secretsOf(form: CredentialForm): Record<string, string> {
  return Object.fromEntries(
    SECRET_FIELDS[form.provider].flatMap(({ field }) => {
      const text = form.secrets[field] ?? "";
      return text === "" ? [] : [[field, text]];
    }),
  );
}

export function inputOf(form: CredentialForm): CreateCredentialInput {
  return { name: form.name, config: configOf(form), secrets: secretsOf(form) };
}

/**
 * What is wrong with a form, by field, in the server's own words; and which secrets are missing. `set` are those
 * that the server has already.
 */
export function credentialFaults(form: CredentialForm, set: readonly string[] = []): Record<string, string> {
  const parsed = CreateCredentialInput.safeParse(inputOf(form));
  const issues = parsed.success ? [] : [...parsed.error.issues].reverse();
  const missing = SECRET_FIELDS[form.provider].filter(
    ({ field, required }) => required && !set.includes(field) && (form.secrets[field] ?? "") === "",
  );
  return {
    ...Object.fromEntries(missing.map(({ field, label }) => [`secrets.${field}`, `${label}: it is needed.`])),
    ...Object.fromEntries(issues.map((issue) => [issue.path.join("."), issue.message])),
  };
}

/** The form of a credential that is there. Its secrets are nobody's to see. */
export function credentialForm({ name, config }: Pick<CredentialDetail, "name" | "config">): CredentialForm {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  // Safe because every member of a config is a text, and has a field of its name.
  return { ...EMPTY_CREDENTIAL, ...(given as Partial<CredentialForm>), name };
}
