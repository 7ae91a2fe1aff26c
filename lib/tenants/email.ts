/** A plain address: one @, a local part without spaces, quotes or anything invisible, an ASCII domain. */
const ADDRESS = /^[^\s\p{C}@"'<>(),:;\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/u;

/**
 * The one spelling of an e-mail address: NFKC, trimmed, lower case; null where that is no address. Normalising
 * comes first: a full-width ＠ that becomes an @ afterwards would slip past the check (GHSA-7rqj-j65f-68wh).
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > 400) return null;
  const normal = text.normalize("NFKC").trim().toLowerCase();
  return normal.length <= 254 && normal.normalize("NFKC") === normal && ADDRESS.test(normal) ? normal : null;
}
