export type Crowd = {
  /** How many calls may be in work at once. */
  limit: number;
  inWork: number;
  /** How many tenants are there. */
  tenants: number;
  /** How many of them were refused a moment ago: they ask for more than there is. */
  noisy: number;
};

/** Of all places: what those have together who ask for more than there is, beside others who don't. */
const NOISY_SHARE = 1 / 4;

/**
 * Whether a tenant's next call gets in. As long as there is room, anybody's does; where there is none, that of a tenant
 * below its equal share. Those who ask for more than there is have only a part of it together while others are there who
 * don't, and share the rest: with every place taken all would get in, and each would take as long as it takes to decide all.
 */
export function mayEnter(own: { inWork: number; noisy: boolean }, crowd: Crowd): boolean {
  const { limit, inWork, tenants, noisy } = crowd;
  if (inWork >= 2 * limit) return false;
  const calm = tenants - noisy;
  if (noisy === 0 || calm === 0) return inWork < limit || own.inWork < partOf(limit, tenants);
  if (own.noisy) return own.inWork < partOf(limit * NOISY_SHARE, noisy);
  return inWork < limit || own.inWork < partOf(limit * (1 - NOISY_SHARE), calm);
}

function partOf(places: number, among: number): number {
  return Math.max(1, Math.floor(places / among));
}
