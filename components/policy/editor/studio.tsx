"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import type { Revision } from "@/lib/revisions/types";
import { useAddressQuery } from "../../address/use-address-query";
import { SimulateTab } from "../simulator/simulate-tab";
import { TestsTab } from "../tests-tab/tests-tab";
import type { StudioCatalog } from "./catalog";
import { ConflictDialog } from "./conflict-dialog";
import { useDraft } from "./draft-store";
import { Notice, RestoreNotice, StrandedNotice } from "./notices";
import type { StudioParts } from "./studio-parts";
import { useCheck } from "./use-check";
import { useGuard, useSaveKey } from "./use-guard";
import { useSave } from "./use-save";
import { WriteTab } from "./write-tab";

export type StudioTab = "write" | "tests" | "simulate";

type StudioProps = {
  tab: StudioTab;
  revision: Revision;
  catalog: StudioCatalog;
  fallbacks: { document: ReactNode; tests: ReactNode };
};

/** The tabs in which a revision is written and tried. What is typed is one text for all of them. */
export function Studio({ tab, revision, catalog, fallbacks }: StudioProps) {
  const router = useRouter();
  const { query, change } = useAddressQuery();
  const { id, version, title, document, tests } = revision;
  const handle = useDraft(id, version, { title, document, tests });
  const saving = useSave(id, handle);
  const check = useCheck(handle.draft.now.document, handle.draft.now.tests);
  const editable = revision.may.edit.ok;
  useGuard(handle.dirty);
  useSaveKey(saving.save);

  const hrefOf = (params: Record<string, string>, hash = "") =>
    `/policy/${id}?${new URLSearchParams(params).toString()}${hash}`;
  // Safe because hrefOf builds it from this page's own route.
  const go = (href: string) => router.push(href as Route, { scroll: false });
  const goToRule = (ruleId: string) => {
    const line = check.report?.tests?.coverage.rules.find((rule) => rule.ruleId === ruleId)?.line;
    go(hrefOf({ tab: "write" }, line ? `#L${line}` : ""));
  };
  const parts: StudioParts = { revision, catalog, handle, saving, check, editable, fallbacks };
  return (
    <div className="grid gap-3 px-4 py-4 md:px-6">
      {!revision.may.edit.ok && !handle.dirty && <Notice tone="info">{revision.may.edit.why}</Notice>}
      {!revision.may.edit.ok && handle.dirty && (
        <StrandedNotice why={revision.may.edit.why} handle={handle} />
      )}
      {editable && <RestoreNotice id={id} handle={handle} />}
      {editable && handle.dirty && version > handle.draft.version && (
        <Notice tone="hold">
          {revision.updatedBy?.name ?? "The system"} saved version {version} while you were writing. When you
          save, you see both texts and choose.
        </Notice>
      )}
      {saving.refused && (
        <Notice tone="deny" role="alert">
          Not saved. {saving.refused}
        </Notice>
      )}
      {tab === "write" && (
        <WriteTab
          parts={parts}
          view={query.get("view") === "form" ? "form" : "text"}
          onView={(next) => change((to) => (next === "form" ? to.set("view", next) : to.delete("view")))}
          onTests={(line) => go(hrefOf({ tab: "tests" }, `#L${line}`))}
        />
      )}
      {tab === "tests" && (
        <TestsTab parts={parts} ruleHref={(line) => hrefOf({ tab: "write" }, `#L${line}`)} />
      )}
      {tab === "simulate" && (
        <SimulateTab
          parts={parts}
          callId={query.get("call")}
          onCall={(call) => change((to) => to.set("call", call))}
          goToRule={goToRule}
          testsHref={hrefOf({ tab: "tests" })}
        />
      )}
      {saving.conflict && (
        <ConflictDialog
          key={saving.conflict.version}
          conflict={saving.conflict}
          mine={handle.draft.now}
          saving={saving.saving}
          onResolve={saving.resolve}
          onDismiss={saving.dismiss}
        />
      )}
    </div>
  );
}
