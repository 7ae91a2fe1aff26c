import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { gutter, GutterMarker, type EditorView } from "@codemirror/view";
import type { RuleCoverage } from "@/lib/policy/check-types";

/** Says which lines belong to rules that tests reach, for the text as it stands. */
export const setCoverage = StateEffect.define<readonly RuleCoverage[]>();

type Shown = { covered: boolean; label: string; title: string };

const coverage = StateField.define<readonly RuleCoverage[]>({
  create: () => [],
  update(rules, transaction) {
    for (const effect of transaction.effects) if (effect.is(setCoverage)) return effect.value;
    if (!transaction.docChanged) return rules;
    // Until the next answer the bars move with their rules.
    const { startState, changes, newDoc } = transaction;
    return rules.flatMap((rule) => {
      if (rule.line > startState.doc.lines) return [];
      const at = changes.mapPos(startState.doc.line(rule.line).from, 1);
      return [{ ...rule, line: newDoc.lineAt(at).number }];
    });
  },
});

class CoverageMarker extends GutterMarker {
  constructor(readonly shown: Shown) {
    super();
    this.elementClass = shown.covered ? "cm-covered" : "cm-uncovered";
  }
  override eq(other: CoverageMarker): boolean {
    return other.shown.covered === this.shown.covered && other.shown.label === this.shown.label;
  }
  override toDOM(): Node {
    const box = document.createDocumentFragment();
    const label = document.createElement("span");
    label.className = "cm-coverage-label";
    label.textContent = this.shown.label;
    label.title = this.shown.title;
    const bar = document.createElement("span");
    bar.className = "cm-coverage-bar";
    bar.title = this.shown.title;
    box.append(label, bar);
    return box;
  }
}

/** Beside each rule: a bar, and on its first line how many tests it decides. */
export function coverageGutter(): Extension {
  return [
    coverage,
    gutter({
      class: "cm-coverage",
      lineMarker: (view, block) => markerOf(view, view.state.doc.lineAt(block.from).number),
      lineMarkerChange: (update) =>
        update.docChanged || update.startState.field(coverage) !== update.state.field(coverage),
    }),
  ];
}

function markerOf(view: EditorView, line: number): GutterMarker | null {
  const rules = view.state.field(coverage);
  const at = rules.findLastIndex((each) => each.line <= line);
  const rule = rules[at];
  if (!rule) return null;
  const text = view.state.doc.line(line).text;
  const last = at === rules.length - 1 && line > rule.line && !text.startsWith(" ");
  if (text.trim() === "" || /^\s*#/.test(text) || last) return null;
  const tests = rule.hits === 1 ? "1 test" : `${rule.hits} tests`;
  const title = rule.covered
    ? `Rule ${rule.ruleId}: decides ${tests}`
    : `Rule ${rule.ruleId}: no test reaches it`;
  const label = line === rule.line ? (rule.covered ? `${rule.hits}✓` : "0") : "";
  return new CoverageMarker({ covered: rule.covered, label, title });
}
