import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The editor in the colours of the design system, which know light and dark by themselves. */
const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.75rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.5rem", overflow: "auto" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in oklch, var(--accent) 22%, transparent)",
  },
  ".cm-activeLine": { backgroundColor: "var(--hover)" },
  ".cm-gutters": {
    color: "var(--ink-3)",
    backgroundColor: "var(--surface)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "var(--hover)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.375rem 0 0.625rem", cursor: "pointer" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 0.125rem", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    color: "var(--ink-2)",
    backgroundColor: "var(--muted-soft)",
    border: "none",
    borderRadius: "4px",
    padding: "0 0.375rem",
  },
  ".cm-coverage": { width: "2.25rem" },
  ".cm-coverage .cm-gutterElement": {
    display: "flex",
    justifyContent: "end",
    alignItems: "center",
    fontSize: "0.6875rem",
  },
  ".cm-coverage-label": { paddingRight: "0.25rem", fontVariantNumeric: "tabular-nums" },
  ".cm-coverage-bar": { width: "3px", alignSelf: "stretch" },
  ".cm-covered": { color: "var(--allow-ink)" },
  ".cm-covered .cm-coverage-bar": { backgroundColor: "var(--allow-solid)" },
  ".cm-uncovered": { color: "var(--hold-ink)" },
  ".cm-uncovered .cm-coverage-bar": {
    background: "repeating-linear-gradient(var(--hold-solid) 0 3px, transparent 3px 6px)",
  },
  ".cm-cel-variable": { color: "var(--syntax-key)" },
  ".cm-cel-keyword": { color: "var(--syntax-keyword)" },
  ".cm-cel-string": { color: "var(--syntax-string)" },
  ".cm-cel-number": { color: "var(--syntax-number)" },
  ".cm-cel-function": { color: "var(--syntax-keyword)" },
  ".cm-cel": { color: "var(--ink)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--hold-soft)", outline: "1px solid var(--hold-solid)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in oklch, var(--hold-solid) 45%, transparent)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--sunken)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    padding: "0.375rem 2rem 0.375rem 0.5rem",
    fontFamily: "var(--font-sans)",
    fontSize: "0.75rem",
  },
  ".cm-textfield": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line-control)",
    borderRadius: "5px",
    padding: "0.125rem 0.375rem",
  },
  ".cm-button": {
    color: "var(--ink)",
    background: "var(--raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "5px",
    padding: "0.125rem 0.5rem",
  },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "7px",
    boxShadow: "var(--shadow-2)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "0.75rem",
    maxHeight: "16rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.1875rem 0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--ink)",
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal", fontFamily: "var(--font-sans)" },
  ".cm-completionInfo": { maxWidth: "20rem", padding: "0.375rem 0.5rem", fontFamily: "var(--font-sans)" },
  ".cm-diagnostic": {
    maxWidth: "32rem",
    padding: "0.375rem 0.625rem",
    borderLeft: "3px solid",
    fontFamily: "var(--font-sans)",
    fontSize: "0.75rem",
    lineHeight: "1.125rem",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--deny-solid)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--hold-solid)" },
  ".cm-diagnosticSource": { color: "var(--ink-3)", fontSize: "0.6875rem", opacity: "1" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--deny-solid)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--hold-solid)",
    textUnderlineOffset: "3px",
  },
  ".cm-gutter-lint": { width: "1.125rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.3125rem 0.125rem" },
  ".cm-target": { backgroundColor: "var(--hold-soft)" },
  ".cm-changedLine": { backgroundColor: "var(--accent-soft)" },
  ".cm-deletedChunk": { backgroundColor: "var(--deny-soft)" },
  ".cm-collapsedLines": { color: "var(--ink-3)", background: "var(--sunken)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--syntax-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syntax-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--syntax-number)" },
  { tag: [tags.keyword, tags.attributeValue, tags.labelName, tags.typeName], color: "var(--syntax-keyword)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-3)" },
]);

export const looks = [theme, syntaxHighlighting(colours)];
