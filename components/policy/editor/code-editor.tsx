"use client";

import { EditorView } from "@codemirror/view";
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from "react";
import type { PolicyFinding, RuleCoverage } from "@/lib/policy/check-types";
import { cn } from "../../ui/cn";
import type { StudioCatalog } from "./catalog";
import { changeBetween } from "./change-between";
import { setCoverage } from "./codemirror/coverage";
import { showFindings } from "./codemirror/findings";
import { goToLine } from "./codemirror/line-links";
import { setup } from "./codemirror/setup";

export type EditorHandle = { goTo: (line: number, column?: number) => void };

export type CodeEditorProps = {
  ref?: Ref<EditorHandle>;
  label: string;
  value: string;
  onChange: (text: string) => void;
  readOnly: boolean;
  catalog: StudioCatalog;
  /** Names that a test may expect. */
  ruleIds: readonly string[];
  /** What was found in the text `of`; older answers mark nothing new. */
  checked: { of: string; findings: readonly PolicyFinding[]; coverage: readonly RuleCoverage[] | null };
  withCoverage?: boolean;
  onSave: () => void;
  onFormat: () => void;
  className?: string;
};

/** A text editor for policies and their tests. Client only: load it with `EditorFrame`. */
export function CodeEditor(props: CodeEditorProps) {
  const { ref, label, value, readOnly, catalog, checked, withCoverage = false, className } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent((text: string) => props.onChange(text));
  const save = useEffectEvent(() => props.onSave());
  const format = useEffectEvent(() => props.onFormat());
  const ruleIds = useEffectEvent(() => props.ruleIds);
  // Every answer of the server brings a new one that says the same: no reason to build the editor anew.
  const names = useEffectEvent(() => catalog);
  const initial = useEffectEvent(() => value);

  useEffect(() => {
    if (!parent.current) return;
    const created = new EditorView({
      parent: parent.current,
      doc: initial(),
      extensions: setup({
        label,
        readOnly,
        catalog: () => names(),
        variables: Object.keys(names().variables),
        coverage: withCoverage,
        ruleIds: () => ruleIds(),
        onChange: (text) => changed(text),
        onSave: () => save(),
        onFormat: () => format(),
      }),
    });
    view.current = created;
    const followAddress = () => {
      const line = /^#L(\d+)$/.exec(location.hash)?.[1];
      if (line) goToLine(created, Number(line));
    };
    followAddress();
    addEventListener("hashchange", followAddress);
    return () => {
      removeEventListener("hashchange", followAddress);
      created.destroy();
      view.current = null;
    };
  }, [label, readOnly, withCoverage]);

  useEffect(() => {
    if (!view.current) return;
    const change = changeBetween(view.current.state.doc.toString(), value);
    if (change) view.current.dispatch({ changes: change });
  }, [value]);

  useEffect(() => {
    if (!view.current || view.current.state.doc.toString() !== checked.of) return;
    showFindings(view.current, checked.findings);
    if (withCoverage && checked.coverage)
      view.current.dispatch({ effects: setCoverage.of(checked.coverage) });
  }, [checked, withCoverage, readOnly]);

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      if (!view.current) return;
      goToLine(view.current, line, column);
      view.current.focus();
    },
  }));

  return <div ref={parent} className={cn("min-w-0 [&_.cm-editor]:h-full", className)} />;
}
