import { AsyncLocalStorage } from "node:async_hooks";
import type { CredentialMaterial } from "../credentials/types";
import { hashOf } from "../platform/json";
import { singleton } from "../platform/singleton";

const store = () =>
  singleton("upstream-credential", () => new AsyncLocalStorage<CredentialMaterial | null>());

/**
 * Runs work that opens its upstream with this. The SDK knows of sessions, not of calls: what belongs to one call
 * reaches the request that it becomes this way, and no other.
 */
export function carrying<T>(material: CredentialMaterial | null | undefined, run: () => T): T {
  return store().run(material ?? null, run);
}

/** What the work under way opens its upstream with. */
export function carried(): CredentialMaterial | null {
  return store().getStore() ?? null;
}

/** Tells one credential from another without keeping it; empty for none. */
export function fingerprintOf(material: CredentialMaterial | null): string {
  if (!material) return "";
  const { headers, env, aws } = material;
  return headers || env || aws ? hashOf({ headers: headers ?? {}, env: env ?? {}, aws: aws ?? {} }) : "";
}
