import "server-only";
import { createHighlighterCore, createCssVariablesTheme, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { singleton } from "../platform/singleton";

/** One run of characters of one kind; `kind` names a colour of the design system, null the ordinary ink. */
export type CodeToken = { text: string; kind: "key" | "string" | "number" | "keyword" | "comment" | null };

const KINDS: Record<string, CodeToken["kind"]> = {
  "var(--code-token-keyword)": "keyword",
  "var(--code-token-constant)": "number",
  "var(--code-token-string)": "string",
  "var(--code-token-string-expression)": "string",
  "var(--code-token-comment)": "comment",
  "var(--code-token-function)": "key",
  "var(--code-token-parameter)": "key",
};

function highlighter(): Promise<HighlighterCore> {
  return singleton("highlighter", () =>
    createHighlighterCore({
      themes: [createCssVariablesTheme({ name: "agentgate", variablePrefix: "--code-", fontStyle: false })],
      langs: [import("shiki/langs/yaml.mjs")],
      engine: createJavaScriptRegexEngine(),
    }),
  );
}

/** The lines of a YAML text as tokens, for React to render: no markup is ever made from the text. */
export async function highlightYaml(code: string): Promise<CodeToken[][]> {
  const { tokens } = (await highlighter()).codeToTokens(code, { lang: "yaml", theme: "agentgate" });
  return tokens.map((line) =>
    line.map(({ content, color }) => ({ text: content, kind: KINDS[color ?? ""] ?? null })),
  );
}
