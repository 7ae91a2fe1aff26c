import { destinationsOf } from "./providers";
import { SECRET_FIELDS, type CredentialConfig } from "./schemas";

type Issue = { path: PropertyKey[]; message: string };

/**
 * What is wrong with the secrets that came with a configuration. Pure.
 * @param before the stored configuration and the fields it has secrets for; null for a new credential
 */
export function secretFaults(
  config: CredentialConfig,
  given: Readonly<Record<string, string>>,
  before: { config: CredentialConfig | null; stored: readonly string[] } | null,
): Issue[] {
  const fields: readonly { field: string; label: string; required: boolean }[] =
    SECRET_FIELDS[config.provider];
  const stored = before?.stored ?? [];
  const issues = Object.keys(given)
    .filter((name) => !fields.some(({ field }) => field === name))
    .map((name) => ({ path: ["secrets", name], message: "This provider has no such secret." }));
  const elsewhere = before !== null && leadsElsewhere(config, before.config);
  for (const { field, label, required } of fields) {
    if (Object.hasOwn(given, field)) continue;
    const path = ["secrets", field];
    if (required && !stored.includes(field)) issues.push({ path, message: `${label}: enter it.` });
    else if (elsewhere && stored.includes(field)) {
      const message = `${label}: enter it again. Its address has changed, and a stored secret is not sent to a new one.`;
      issues.push({ path, message });
    }
  }
  return issues;
}

/** Whoever may change an address, but does not know the secret, could have it sent to a server of their own. */
export function leadsElsewhere(config: CredentialConfig, before: CredentialConfig | null): boolean {
  const known = before === null ? [] : destinationsOf(before);
  return destinationsOf(config).some((address) => address !== "" && !known.includes(address));
}
