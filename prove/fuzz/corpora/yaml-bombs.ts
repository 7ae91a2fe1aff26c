import type { Random } from "../../random";

/** A text that is small to send and dear to read, and whether it must be refused whoever reads it. */
export type YamlBomb = { name: string; text: string };

type Maker = [name: string, make: (size: number) => string];

const range = (size: number, write: (at: number) => string, by = "\n") =>
  Array.from({ length: size }, (_, at) => write(at)).join(by);

/** None of these is a policy or an OpenAPI document. */
const MAKERS: readonly Maker[] = [
  [
    "aliases that double",
    (n) => `a0: &a0 [x,x]\n${range(n, (i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]`)}`,
  ],
  [
    "a billion laughs in one flow",
    (n) => `[&a [l,l],${range(n, () => "&a [*a,*a,*a,*a,*a,*a,*a,*a]", ",")}]`,
  ],
  ["an alias to itself", () => "a: &a\n  b: *a"],
  ["anchors without end", (n) => range(n * 50, (i) => `k${i}: &x${i} 1`)],
  ["merge keys", (n) => `base: &b {a: 1}\n${range(n, (i) => `m${i}:\n  <<: *b`)}`],
  ["merge keys without aliases", (n) => range(n, (i) => `m${i}:\n  <<: {a: 1}`)],
  ["open brackets", (n) => "[".repeat(n * 100)],
  ["open braces", (n) => "{a: ".repeat(n * 100)],
  ["nested flow that closes", (n) => "[".repeat(n * 20) + "]".repeat(n * 20)],
  ["nested blocks", (n) => range(n * 5, (i) => `${" ".repeat(i)}a:`)],
  ["dashes on one line", (n) => "- ".repeat(n * 100) + "x"],
  ["question marks on one line", (n) => "? ".repeat(n * 100) + "x"],
  ["a million keys", (n) => range(n * 2_000, (i) => `k${i}: 1`)],
  ["the same key again and again", (n) => range(n * 500, () => "k: 1")],
  ["commas", (n) => `[${",".repeat(n * 1_000)}]`],
  ["documents", (n) => range(n * 100, () => "---\na: 1")],
  ["directives", (n) => `${range(n * 100, () => "%YAML 1.2")}\n---\na: 1`],
  ["an ordered map", (n) => `!!omap\n${range(n * 10, (i) => `- k${i}: 1`)}`],
  ["tags of a language", () => '!!js/function "function(){}"'],
  ["a tag of Python", () => "!!python/object/apply:os.system ['id']"],
  ["binary", (n) => `!!binary ${"QUFB".repeat(n * 1_000)}`],
  ["a set", (n) => `!!set {${range(n * 10, (i) => `k${i}`, ", ")}}`],
  ["tag shorthands", (n) => `${range(n, (i) => `%TAG !t${i}! tag:x,2000:`)}\n---\na: !t0!x 1`],
  ["a prototype", () => "__proto__: {polluted: 1}\nversion: 1"],
  ["a constructor", () => "constructor: {prototype: {polluted: 1}}"],
  ["a long scalar", (n) => `a: ${"x".repeat(n * 50_000)}`],
  ["a folded scalar of empty lines", (n) => `a: >\n${"\n".repeat(n * 5_000)}`],
  ["a quoted scalar that never ends", (n) => `a: "${"x\n".repeat(n * 1_000)}`],
  ["escapes", (n) => `a: "${"\\x41".repeat(n * 5_000)}`],
  ["a number of many digits", (n) => `a: ${"9".repeat(n * 5_000)}\nb: [`],
  ["colons", (n) => ":".repeat(n * 2_000)],
  ["tabs", (n) => `a:\n${"\t".repeat(n * 1_000)}b: 1`],
  ["comments", (n) => `${range(n * 1_000, () => "# x")}\n[`],
  ["NUL", (n) => `a: ${"\0".repeat(n)}`],
  ["a byte order mark in the middle", () => "a: 1\n\ufeffb: *x"],
  ["a key that is a map", (n) => range(n, () => "? {a: 1}\n: 1")],
  ["a key that is a list", () => "[a, b]: 1"],
  ["carriage returns", (n) => `a:${"\r".repeat(n * 500)}- [`],
  ["a plain scalar over many lines", (n) => `a: x\n${" x\n".repeat(n * 1_000)}b: [`],
  ["block headers", (n) => range(n * 100, (i) => `k${i}: |9-`)],
  ["block headers under a key", (n) => `rules:\n${range(n * 60, (i) => `  k${i}: |9-`)}`],
  ["keys under a key", (n) => `rules:\n${range(n * 60, (i) => `  k${i}: 1`)}`],
  ["keys in braces", (n) => `rules: {${range(n * 60, (i) => `k${i}: 1`, ", ")}}`],
  ["items in brackets", (n) => `rules: [${range(n * 100, (i) => `${i}`, ", ")}]`],
  ["items without fields", (n) => `rules:\n${range(n * 60, () => "  - x")}`],
  ["items of one field", (n) => `rules:\n${range(n * 60, (i) => `  - k: ${i}`)}`],
];

export function yamlBombs(count: number, random: Random): YamlBomb[] {
  return Array.from({ length: count }, (_, at) => {
    const [name, make] = MAKERS[at % MAKERS.length]!;
    const size = random.integer(10, 300);
    return { name: `${name} (${size})`, text: make(size) };
  });
}
