export type Own = {
  inWork: number;
  noisy: boolean;
  /** It was noisy until a moment ago. */
  onTrial: boolean;
};

export type Crowd = {
  /** How many calls may be in work at once. */
  limit: number;
  /** So few calls are no load: the limit is never less. */
  least: number;
  inWork: number;
  /** How many tenants are there. */
  tenants: number;
  /** How many of them were refused a moment ago: they ask for more than there is. */
  noisy: number;
};

/** Of the places that are no load: what those have together who ask for more than there is, beside others who don't. */
const NOISY_SHARE = 1 / 4;
/** Of the limit, where every place is taken: what is left for those others. */
const CALM_SHARE = 3 / 4;
/** Times what is no load: whoever still asks for more after a term, beside others, has not changed. */
const TRIAL = 2;

/**
 * Whether a tenant's next call gets in. As long as there is room, anybody's does; where there is none, that of a tenant
 * below its equal share. Those who ask for more than there is have only a part of it together while others are there who
 * don't: with every place taken all would get in, and each would take as long as it takes to decide all. The part is not
 * one of the limit, which grows while calls are quick, as they are beside who is held to a part.
 */
export function mayEnter(own: Own, crowd: Crowd): boolean {
  const { limit, least, inWork, tenants, noisy } = crowd;
  if (inWork >= 2 * limit) return false;
  const calm = tenants - noisy;
  if (own.noisy && calm > 0) return own.inWork < partOf(least * NOISY_SHARE, noisy);
  const places = own.onTrial && tenants > 1 ? Math.min(limit, TRIAL * least) : limit;
  if (inWork < places) return true;
  return (
    own.inWork < (own.noisy || noisy === 0 ? partOf(places, tenants) : partOf(places * CALM_SHARE, calm))
  );
}

function partOf(places: number, among: number): number {
  return Math.max(1, Math.floor(places / among));
}
