/** Parts of patterns at which a backtracking engine takes exponential or polynomial time, and what makes it do so. */
const CORES: readonly [pattern: string, fuel: string][] = [
  ["(a+)+$", "a"],
  ["(a*)*$", "a"],
  ["(a|a)*$", "a"],
  ["(a|aa)+$", "a"],
  ["(a|a?)+$", "a"],
  ["([a-zA-Z]+)*$", "a"],
  ["(.*a){10}$", "a"],
  ["(.*)*x$", "a"],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a"],
  ["(\\w+\\s?)*$", "a "],
  ["(\\d+)+$", "1"],
  ["(\\s+)+$", " "],
  ["a*a*a*a*a*b", "a"],
  ["(x+x+)+y", "x"],
  [".*.*.*=.*", "="],
  ["^(.+)+@(.+)+\\.(.+)+$", "a@"],
  ["(([^<]*)*)*>", "b"],
  ["^(?:(?:a?)*)*b", "a"],
  ["(?:a{0,20}){0,20}b", "a"],
  ["\\s*\\s*\\s*;", " "],
  ["(ab|a|b)*c", "ab"],
  ["((a|b)*)*c", "ab"],
  ["([^,]*,)*x", ","],
  ["(a?){50}a{50}b", "a"],
  ["(?i)(k+)+S", "K"],
];
/** What is around it in patterns that people write. */
const AROUND: readonly ((core: string) => string)[] = [
  (core) => core,
  (core) => `^${core}`,
  (core) => `(?:${core})`,
  (core) => `(${core})+`,
  (core) => `(?:${core})?z`,
  (core) => `[a-z]*${core}`,
  (core) => `${core}|${core}`,
  (core) => `(?:${core}){1,5}`,
  (core) => `.*${core}`,
  (core) => `\\b${core}`,
  (core) => `(?:\\d|${core})`,
  (core) => `${core}.*\\n`,
  (core) => `(?s)${core}`,
  (core) => `\\W?${core}\\W?`,
  (core) => `(?:${core}|never)`,
  (core) => `(?:x|y|${core})w`,
  (core) => `x*${core}y*`,
];
/** What no linear engine can do. Each has to be refused. */
export const BEYOND: readonly string[] = [
  ...[
    "(a+)\\1",
    "(?=a)b",
    "(?!a)b",
    "(?<=a)b",
    "(?<!a)b",
    "(?>a+)b",
    "a++b",
    "(a)(?(1)b|c)",
    "\\k<name>",
    "(?P=x)",
  ],
  ...["(?R)", "(?1)", "a{1001}", "(a{500}){500}", "((a{100}){100}){100}", "(", "[", "a**", "?a", "\\"],
  "x".repeat(1_001),
];

export type BadPattern = { pattern: string; text: string };

/** So many patterns, each with a text of so many characters that ends in what does not match. */
export function badPatterns(count: number, characters: number): BadPattern[] {
  const all = AROUND.flatMap((around) => CORES.map(([core, fuel]) => ({ pattern: around(core), fuel })));
  return Array.from({ length: Math.min(count, all.length * 2) }, (_, at) => {
    const { pattern, fuel } = all[at % all.length]!;
    const long = fuel.repeat(Math.ceil(characters / fuel.length)).slice(0, characters - 1);
    return { pattern, text: at < all.length ? `${long}!` : `!${long}` };
  });
}
