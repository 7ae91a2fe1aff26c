import { syntaxTree } from "@codemirror/language";
import { RangeSetBuilder, type Extension } from "@codemirror/state";
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from "@codemirror/view";
import { celTokens, type CelTokenKind } from "../cel-tokens";

const MARKS: Record<CelTokenKind, Decoration> = {
  variable: Decoration.mark({ class: "cm-cel-variable" }),
  keyword: Decoration.mark({ class: "cm-cel-keyword" }),
  string: Decoration.mark({ class: "cm-cel-string" }),
  number: Decoration.mark({ class: "cm-cel-number" }),
  function: Decoration.mark({ class: "cm-cel-function" }),
};
const CONDITION = Decoration.mark({ class: "cm-cel" });

/** Colours the conditions of the visible rules, which to YAML are plain texts. */
export function celHighlighting(variables: readonly string[]): Extension {
  const names = new Set([...variables, "args", "context", "now"]);
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view, names);
      }
      update(update: ViewUpdate) {
        if (
          update.docChanged ||
          update.viewportChanged ||
          syntaxTree(update.state) !== syntaxTree(update.startState)
        )
          this.decorations = decorate(update.view, names);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function decorate(view: EditorView, names: ReadonlySet<string>): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  let end = -1;
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        if (node.name !== "Pair") return;
        const key = node.node.getChild("Key");
        const value = node.node.lastChild;
        if (!key || !value || value.from < end || doc.sliceString(key.from, key.to) !== "when") return;
        end = value.to;
        const start = /Block/.test(value.name) ? doc.lineAt(value.from).to : value.from;
        if (start >= value.to) return;
        builder.add(start, value.to, CONDITION);
        for (const token of celTokens(doc.sliceString(start, value.to), names))
          builder.add(start + token.from, start + token.to, MARKS[token.kind]);
      },
    });
  }
  return builder.finish();
}
