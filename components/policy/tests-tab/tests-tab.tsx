"use client";

import { WandSparkles } from "lucide-react";
import { useMemo, useRef } from "react";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { toast } from "../../ui/toast";
import type { EditorHandle } from "../editor/code-editor";
import { EditorFrame } from "../editor/editor-frame";
import { FindingList } from "../editor/findings-panel";
import { formatYaml } from "../editor/format";
import { SaveBar } from "../editor/save-bar";
import { EDITOR_HEIGHT, type StudioParts } from "../editor/studio-parts";
import { EditorHint } from "../editor/write-tab";
import { CoveragePanel } from "./coverage-panel";
import { ResultList } from "./result-list";

/** The policy's own tests, run at every pause in typing. */
export function TestsTab({ parts, ruleHref }: { parts: StudioParts; ruleHref: (line: number) => string }) {
  const { handle, check, catalog, editable, saving, fallbacks } = parts;
  const text = handle.draft.now.tests;
  const editor = useRef<EditorHandle>(null);
  const { report } = check;
  const checked = useMemo(
    () => ({
      of: check.of.tests,
      findings: (report?.findings ?? []).filter(({ source }) => source === "tests"),
      coverage: null,
    }),
    [check.of.tests, report],
  );
  const ruleIds = useMemo(() => (report?.tests?.coverage.rules ?? []).map(({ ruleId }) => ruleId), [report]);
  const format = () => {
    if (!editable) return;
    const formatted = formatYaml(text);
    if (!formatted.ok) toast.warning("The tests were not formatted", { description: formatted.problem });
    else handle.edit({ tests: formatted.text });
  };
  const faults = checked.findings.filter(({ code }) => code !== "TEST_FAILED" && code !== "TEST_ERROR");
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <section aria-label="Tests" className="min-w-0 rounded-lg border border-line bg-surface shadow-xs">
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-3 py-1.5">
          <div className="flex items-center gap-2">
            <h2 className="text-sm font-semibold">Tests</h2>
            {editable && (
              <Button size="sm" variant="ghost" onClick={format} title="Format (Alt ⇧ F)">
                <WandSparkles aria-hidden />
                Format
              </Button>
            )}
          </div>
          {editable && <SaveBar handle={handle} saving={saving} />}
        </header>
        <EditorFrame
          ref={editor}
          label="Policy tests"
          value={text}
          onChange={(tests) => handle.edit({ tests })}
          readOnly={!editable}
          catalog={catalog}
          ruleIds={ruleIds}
          checked={checked}
          onSave={saving.save}
          onFormat={format}
          className={EDITOR_HEIGHT}
          fallback={<div className={cn("overflow-auto", EDITOR_HEIGHT)}>{fallbacks.tests}</div>}
        />
        <EditorHint editable={editable} />
      </section>
      <div className="grid min-w-0 gap-5">
        {faults.length > 0 && (
          <Panel title={faults.length === 1 ? "1 finding" : `${faults.length} findings`} flush>
            <FindingList findings={faults} goTo={({ line, column }) => editor.current?.goTo(line, column)} />
          </Panel>
        )}
        {report?.tests ? (
          <>
            <ResultList run={report.tests} goTo={(line) => editor.current?.goTo(line)} />
            <CoveragePanel coverage={report.tests.coverage} ruleHref={ruleHref} />
          </>
        ) : (
          <Panel title="Results">
            <p className="text-sm text-pretty text-ink-3">
              {check.problem ??
                (report
                  ? "The tests can't run while the document or the tests have faults."
                  : "Running the tests…")}
            </p>
          </Panel>
        )}
      </div>
    </div>
  );
}
