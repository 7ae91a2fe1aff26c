import { styleText } from "node:util";

type Style = Extract<Parameters<typeof styleText>[0], string>;

/**
 * Colour only where a person is looking: never in a pipe, nor under NO_COLOR. One style at a time, because
 * Node 20 does not look at the stream when it is given a list.
 */
function paint(text: string, ...styles: readonly Style[]): string {
  const options = { stream: process.stdout, validateStream: true };
  return styles.reduce((painted, style) => styleText(style, painted, options), text);
}

const STYLES = {
  plain: [],
  dim: ["dim"],
  link: ["cyan", "underline"],
  bad: ["red"],
} as const satisfies Record<string, readonly Style[]>;

const VERDICTS: Record<string, { text: string; style: Style }> = {
  ALLOW: { text: "ALLOW", style: "green" },
  DENY: { text: "DENY", style: "red" },
  REQUIRE_APPROVAL: { text: "REQUIRE_APPROVAL", style: "yellow" },
  ERROR: { text: "ERROR", style: "red" },
};

const LONGEST = 24;

export function line(text = "", style: keyof typeof STYLES = "plain"): void {
  const [indent] = /^ */.exec(text) ?? [""];
  console.log(indent + paint(text.slice(indent.length), ...STYLES[style]));
}

export function headline(text: string): void {
  line();
  console.log(paint(text, "bold"));
}

export function step(number: number, text: string): void {
  line();
  console.log(`${paint(`${number}.`, "bold")} ${paint(text, "bold")}`);
}

export function verdict(decision: string, reason: string): void {
  const { text, style } = VERDICTS[decision] ?? { text: decision, style: "yellow" };
  console.log(`   ${paint(text, "bold", style)}${reason ? `  ${reason}` : ""}`);
}

export function fact(name: string, value: string): void {
  console.log(`   ${paint(name.padEnd(9), "dim")} ${value}`);
}

/** Quoted text, cut where it is long. What a tool returned is never trusted: control characters are shown. */
export function block(text: string): void {
  const lines = text.trimEnd().split("\n");
  for (const each of lines.slice(0, LONGEST)) console.log(`   ${paint("|", "dim")} ${visible(each)}`);
  if (lines.length > LONGEST) console.log(`   ${paint(`| ... ${lines.length - LONGEST} more lines`, "dim")}`);
}

function visible(text: string): string {
  return text.replace(/\p{C}/gu, (c) => (c === "\t" ? "  " : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`));
}
