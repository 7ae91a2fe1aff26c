import { LRUCache } from "lru-cache";
import { DomainError } from "../platform/errors";
import { singleton } from "../platform/singleton";
import { parseKey, sameHash, type ParsedKey } from "../tenants";
import { snapshots, type TenantSnapshot } from "./snapshot";
import type { Caller } from "./types";

/** One answer for every way a key can be wrong: which of them it was helps only who is guessing. */
function refused(): DomainError {
  return new DomainError(
    "UNAUTHENTICATED",
    "The API key is missing, unknown, expired or revoked. Send it as `Authorization: Bearer agk_…`.",
  );
}

/**
 * The agent that presents an API key. The key's text names its tenant, whose snapshot holds the hashes of its
 * living keys, so this asks the database only for a tenant not seen before.
 * @throws DomainError UNAUTHENTICATED, or UNAVAILABLE where the tenant cannot be loaded.
 */
export async function authenticate(authorization: string | null | undefined): Promise<Caller> {
  const key = presentedKey(authorization ?? "");
  if (!key) throw refused();
  const snapshot = await snapshots().current(key.tenantId);
  const caller = snapshot && callerOf(snapshot, key.keyId, key.hash);
  if (!caller) throw refused();
  return caller;
}

/** An agent presents the same key with every call, so what it says of itself is worked out once. */
function presentedKey(authorization: string): ParsedKey | null {
  const known = singleton("gateway-keys", () => new LRUCache<string, ParsedKey>({ max: 10_000 }));
  const cached = known.get(authorization);
  if (cached) return cached;
  const match = /^Bearer ([\w-]{1,200})$/.exec(authorization);
  const key = match ? parseKey(match[1]!) : null;
  if (key) known.set(authorization, key);
  return key;
}

function callerOf(snapshot: TenantSnapshot, keyId: string, hash: Buffer): Caller | null {
  const facts = snapshot.keys.get(keyId);
  if (!facts || !sameHash(facts.hash, hash)) return null;
  if (facts.expiresAt && facts.expiresAt.getTime() <= Date.now()) return null;
  const agent = snapshot.agents.get(facts.agentId);
  return agent ? { tenantId: snapshot.tenantId, agentId: agent.id, agentName: agent.name, keyId } : null;
}
