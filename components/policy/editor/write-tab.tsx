"use client";

import { WandSparkles } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import type { PolicyFinding } from "@/lib/policy/check-types";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { toast } from "../../ui/toast";
import { FormView } from "../form/form-view";
import type { EditorHandle } from "./code-editor";
import { EditorFrame } from "./editor-frame";
import { FindingsPanel, type GoTo } from "./findings-panel";
import { formatYaml } from "./format";
import { SaveBar } from "./save-bar";
import { EDITOR_HEIGHT, type StudioParts } from "./studio-parts";
import { ViewToggle, type WriteView } from "./view-toggle";

const NOTHING: readonly string[] = [];

/** The document, as text or as a form, beside what the gates say of it. */
export function WriteTab({
  parts,
  view,
  onView,
  onTests,
}: {
  parts: StudioParts;
  view: WriteView;
  onView: (view: WriteView) => void;
  /** Leads to a line of the tests. */
  onTests: (line: number) => void;
}) {
  const { handle, check, catalog, editable, saving, fallbacks } = parts;
  const text = handle.draft.now.document;
  const editor = useRef<EditorHandle>(null);
  const [aim, setAim] = useState<number>();
  const checked = useMemo(
    () => ({
      of: check.of.document,
      findings: (check.report?.findings ?? []).filter(({ source }) => source === "document"),
      coverage: check.report?.tests?.coverage.rules ?? null,
    }),
    [check.of.document, check.report],
  );
  const format = () => {
    if (!editable) return;
    const formatted = formatYaml(text);
    if (!formatted.ok) toast.warning("The text was not formatted", { description: formatted.problem });
    else handle.edit({ document: formatted.text });
  };
  const goTo: GoTo = ({ source, line, column }) => {
    if (source === "tests") onTests(line);
    else if (view === "text") editor.current?.goTo(line, column);
    else setAim(line);
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <section aria-label="Document" className="min-w-0 rounded-lg border border-line bg-surface shadow-xs">
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-3 py-1.5">
          <div className="flex items-center gap-2">
            <ViewToggle value={view} onChange={onView} />
            {editable && view === "text" && (
              <Button size="sm" variant="ghost" onClick={format} title="Format (Alt ⇧ F)">
                <WandSparkles aria-hidden />
                Format
              </Button>
            )}
          </div>
          {editable && <SaveBar handle={handle} saving={saving} />}
        </header>
        {view === "text" ? (
          <>
            <EditorFrame
              ref={editor}
              label="Policy document"
              value={text}
              onChange={(document) => handle.edit({ document })}
              readOnly={!editable}
              catalog={catalog}
              ruleIds={NOTHING}
              checked={checked}
              withCoverage
              onSave={saving.save}
              onFormat={format}
              className={EDITOR_HEIGHT}
              fallback={<div className={cn("overflow-auto", EDITOR_HEIGHT)}>{fallbacks.document}</div>}
            />
            <EditorHint editable={editable} withCoverage />
          </>
        ) : (
          <FormView
            text={text}
            onChange={(document) => handle.edit({ document })}
            editable={editable}
            catalog={catalog}
            findings={documentFindings(check.report?.findings)}
            coverage={check.report?.tests?.coverage.rules ?? []}
            aim={aim}
            onFormat={format}
          />
        )}
      </section>
      <FindingsPanel check={check} goTo={goTo} />
    </div>
  );
}

function documentFindings(findings: readonly PolicyFinding[] = []): PolicyFinding[] {
  return findings.filter(({ source }) => source === "document");
}

/** What one can't see: how to leave by keyboard, and what the bars mean. */
export function EditorHint({
  editable,
  withCoverage = false,
}: {
  editable: boolean;
  withCoverage?: boolean;
}) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-0.5 border-t border-line px-3 py-1.5 text-2xs text-ink-3 max-md:hidden">
      {editable && <span>Tab indents; Ctrl-M lets it leave the text. Ctrl-Space completes, ⌘F finds.</span>}
      {withCoverage && <span>3✓ three tests decide by this rule; 0 none does.</span>}
    </p>
  );
}
