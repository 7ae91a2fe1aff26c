/** "Did you mean …" for the nearest of the known words, else the list of them. */
export function suggest(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === undefined ? `Known are ${known.join(", ")}.` : `Did you mean ${best}?`;
}

/** The known word that was probably meant: a few letters away, or the same with something before or behind. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let distance = Math.min(3, Math.ceil(word.length / 2)) + 1;
  for (const candidate of known) {
    const d = editDistance(word.slice(0, 64), candidate);
    if (d < distance) [best, distance] = [candidate, d];
  }
  return best ?? known.find((candidate) => overlaps(word, candidate) || overlaps(candidate, word));
}

/** `riskLevel` and `risk`, `reversible` and `sideEffects.reversible`. */
function overlaps(long: string, short: string): boolean {
  return short.length > 2 && (long.startsWith(short) || long.endsWith(short));
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
