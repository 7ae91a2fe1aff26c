import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, lineNumbers, type DecorationSet } from "@codemirror/view";

const setTarget = StateEffect.define<number | null>();

/** The line that the address names, marked until the next one is. */
const target = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setTarget)) continue;
      if (effect.value === null || effect.value > transaction.newDoc.lines) return Decoration.none;
      const { from } = transaction.newDoc.line(effect.value);
      return Decoration.set([Decoration.line({ class: "cm-target" }).range(from)]);
    }
    return marked.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Line numbers that put `#L12` into the address. */
export function lineLinks(): Extension {
  return [
    target,
    lineNumbers({
      domEventHandlers: {
        click(view, block) {
          const line = view.state.doc.lineAt(block.from).number;
          history.replaceState(history.state, "", `#L${line}`);
          view.dispatch({ effects: setTarget.of(line) });
          return true;
        },
      },
    }),
  ];
}

/** Shows a line in the middle, with the cursor in it. Lines that aren't there lead to the last. */
export function goToLine(view: EditorView, line: number, column = 1): void {
  const place = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  const anchor = Math.min(place.from + column - 1, place.to);
  view.dispatch({
    selection: { anchor },
    effects: [setTarget.of(place.number), EditorView.scrollIntoView(anchor, { y: "center" })],
  });
}
