import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { PolicyFinding } from "@/lib/policy/check-types";

export const findingsGutter = lintGutter({ hoverTime: 150 });

/** Marks the findings in the text that they were found in. */
export function showFindings(view: EditorView, findings: readonly PolicyFinding[]): void {
  const diagnostics = findings.map((finding) => diagnosticOf(view.state.doc, finding));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function diagnosticOf(doc: Text, { line, column, severity, code, message, fix }: PolicyFinding): Diagnostic {
  const place = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(place.from + Math.max(column - 1, 0), place.to);
  const [word = ""] = /^[^\s,\]}]+/.exec(doc.sliceString(from, place.to)) ?? [];
  const to = word ? from + word.length : place.to;
  return {
    from: to === from ? place.from : from,
    to,
    severity,
    source: code,
    message: `${message} ${fix}`.trim(),
  };
}
