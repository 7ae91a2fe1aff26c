/** Where connections may lead and how they are trusted, for one upstream of one tenant. */
export type Network = {
  /** CIDRs that the tenant's admin permits beside public addresses. */
  allow: readonly string[];
  tls?: TlsMaterial;
  /** What is sent is secret: unencrypted it goes to nowhere but inside networks that `allow` opens. */
  secret?: boolean;
};

/** PEM texts. `ca` takes the place of the public roots; certificate and key are ours (mTLS). */
export type TlsMaterial = { ca?: string; certificate?: string; key?: string };

/** A fetch that can reach only what its network permits. */
export type Outbound = {
  fetch: typeof globalThis.fetch;
  /** Ends its connections, those in use too. */
  close: () => Promise<void>;
};

export type OutboundRefusal =
  "address_not_permitted" | "scheme_not_permitted" | "redirect_not_permitted" | "too_many_redirects";

export type NetworkRuleRow = { id: string; cidr: string; note: string; createdAt: string };
