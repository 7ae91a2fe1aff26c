import { outbound, type Outbound } from "../../outbound";
import { singleton } from "../../platform/singleton";
import { networkOf } from "../network";
import { sameUpstream } from "../same-upstream";
import type { UpstreamRef } from "../types";

type Link = { upstream: UpstreamRef; opening: Promise<Outbound> };
type Key = Pick<UpstreamRef, "tenantId" | "id">;

const links = () => singleton("http-links", () => new Map<string, Link>());
const keyOf = ({ tenantId, id }: Key) => `${tenantId} ${id}`;

/**
 * The way out to one upstream, whose connections are used again. One per upstream and process; a changed row
 * replaces it, and its running calls end with it.
 * @throws UpstreamError where its TLS settings cannot be used
 */
export function linkTo(upstream: UpstreamRef): Promise<Outbound> {
  const key = keyOf(upstream);
  const known = links().get(key);
  if (known && sameUpstream(known.upstream, upstream)) {
    // The next comparison is with the same object.
    known.upstream = upstream;
    return known.opening;
  }
  if (known) void close(known);
  const made = { upstream, opening: networkOf(upstream).then((network) => outbound(network)) };
  links().set(key, made);
  // What could not be opened is tried again by the next call.
  made.opening.catch(() => links().get(key) === made && links().delete(key));
  return made.opening;
}

/** Ends the connections to one upstream, or to all. */
export async function closeLinks(upstream?: Key): Promise<void> {
  const all = [...links()].filter(([key]) => !upstream || key === keyOf(upstream));
  for (const [key] of all) links().delete(key);
  await Promise.all(all.map(([, link]) => close(link)));
}

async function close({ opening }: Link): Promise<void> {
  const opened = await opening.catch(() => null);
  await opened?.close();
}
