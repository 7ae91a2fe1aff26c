import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
} from "@codemirror/view";
import type { StudioCatalog } from "../catalog";
import { optionsAt, type Option } from "../options";
import { celHighlighting } from "./cel";
import { coverageGutter } from "./coverage";
import { findingsGutter } from "./findings";
import { lineLinks } from "./line-links";
import { looks } from "./theme";

type Setup = {
  /** Names the editor for screen readers. */
  label: string;
  readOnly: boolean;
  catalog: () => StudioCatalog;
  /** Names that stand for something in conditions. */
  variables: readonly string[];
  ruleIds: () => readonly string[];
  coverage: boolean;
  onChange: (text: string) => void;
  onSave: () => void;
  onFormat: () => void;
};

const KINDS: Record<Option["kind"], string> = {
  field: "property",
  value: "enum",
  name: "variable",
  pattern: "class",
};

/** Everything the studio's editor can do. Ctrl-M (Shift-Alt-M on a Mac) lets Tab leave it. */
export function setup(options: Setup): Extension[] {
  const narrow = matchMedia("(width < 48rem)").matches;
  return [
    EditorView.contentAttributes.of({
      "aria-label": options.label,
      "aria-multiline": "true",
      spellcheck: "false",
      // It is in the order of Tab as it is; this says so to tools that look.
      tabindex: "0",
    }),
    ...(options.coverage && !narrow ? [coverageGutter()] : []),
    findingsGutter,
    lineLinks(),
    ...(narrow ? [EditorView.lineWrapping] : [foldGutter()]),
    codeFolding(),
    yaml(),
    indentUnit.of("  "),
    celHighlighting(options.variables),
    looks,
    drawSelection(),
    bracketMatching(),
    highlightSelectionMatches(),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString());
    }),
    keymap.of([
      { key: "Mod-s", run: () => (options.onSave(), true), preventDefault: true },
      { key: "Alt-Shift-f", run: () => (options.onFormat(), true), preventDefault: true },
    ]),
    ...(options.readOnly ? [EditorState.readOnly.of(true)] : editing(options)),
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
  ];
}

function editing(options: Setup): Extension[] {
  return [
    history(),
    indentOnInput(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    autocompletion({ override: [complete(options)], icons: false }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, indentWithTab]),
  ];
}

function complete({ catalog, ruleIds }: Setup) {
  return (context: CompletionContext): CompletionResult | null => {
    const typed = context.matchBefore(/[\w.:"'*-]$/);
    if (!context.explicit && !typed) return null;
    const found = optionsAt(context.state.doc.toString(), context.pos, catalog(), ruleIds());
    if (!found) return null;
    return {
      from: found.from,
      options: found.options.map(({ kind, ...option }) => ({ ...option, type: KINDS[kind] })),
      validFor: /^[\w.:*-]*$/,
    };
  };
}
