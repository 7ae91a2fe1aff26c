import { singleton } from "../platform/singleton";

const keys = () => singleton("upstream-lent-keys", () => new Map<string, string>());

/**
 * For an upstream that is only being tried out, and so has no secrets of its own: the private key of its client
 * certificate, in this process, until it is given back.
 * @returns what gives it back
 */
export function lendKey(upstreamId: string, key: string): () => void {
  keys().set(upstreamId, key);
  return () => void keys().delete(upstreamId);
}

export function lentKey(upstreamId: string): string | undefined {
  return keys().get(upstreamId);
}
