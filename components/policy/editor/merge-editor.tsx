"use client";

import { history, historyKeymap, defaultKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { looks } from "./codemirror/theme";

type MergeEditorProps = { theirs: string; mine: string; onChange: (merged: string) => void };

const UNCHANGED = { margin: 3, minSize: 6 };

/**
 * Both texts, their differences stretch by stretch: side by side with an arrow that takes theirs, or on a
 * narrow screen one below the other with two buttons. What comes of it can be edited. Client only.
 */
export function MergeEditor({ theirs, mine, onChange }: MergeEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const changed = useEffectEvent(onChange);
  const startWith = useEffectEvent(() => mine);
  useEffect(() => {
    if (!parent.current) return;
    const common: Extension[] = [lineNumbers(), yaml(), looks, EditorView.lineWrapping];
    const own: Extension[] = [
      common,
      history(),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ "aria-label": "Merged text, yours to begin with" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
    ];
    if (matchMedia("(width < 64rem)").matches) {
      const unified = unifiedMergeView({ original: theirs, collapseUnchanged: UNCHANGED });
      const view = new EditorView({ parent: parent.current, doc: startWith(), extensions: [own, unified] });
      return () => view.destroy();
    }
    const view = new MergeView({
      parent: parent.current,
      a: {
        doc: theirs,
        extensions: [
          common,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ "aria-label": "Their text" }),
        ],
      },
      b: { doc: startWith(), extensions: own },
      revertControls: "a-to-b",
      renderRevertControl: takeTheirs,
      collapseUnchanged: UNCHANGED,
    });
    return () => view.destroy();
  }, [theirs]);
  return (
    <div
      ref={parent}
      className="max-h-[55dvh] min-h-40 overflow-auto rounded-md border border-line [&_.cm-merge-revert]:w-7 [&_.cm-merge-revert]:bg-sunken"
    />
  );
}

function takeTheirs(): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "→";
  button.setAttribute("aria-label", "Take their text here");
  button.title = "Take their text here";
  button.className =
    "grid size-6 cursor-pointer place-items-center rounded-sm border border-line-strong bg-raised text-ink hover:bg-hover";
  return button;
}
