"use client";

import { useQuery } from "@tanstack/react-query";
import type { Revision, StoredDiff } from "@/lib/revisions/types";
import { Panel } from "../../page/panel";
import { ApiError, getJson } from "../../providers/query-provider";
import { FormError } from "../../ui/field";
import { Skeleton } from "../../ui/skeleton";
import type { DiffAgainst } from "./against";
import { ChangeSentences } from "./change-sentences";
import { ChangeTable } from "./change-table";
import { RuleChanges } from "./rule-changes";

/**
 * The meaning of a change. What was found when the revision was submitted is shown as long as that is still what
 * is in force; else it is worked out anew, of the content that was last saved.
 */
export function useComparison(revision: Revision, against: DiffAgainst) {
  const stored =
    against === "published" && revision.semanticDiff?.against === (revision.published?.id ?? null);
  return useQuery({
    queryKey: ["policy", "compare", revision.id, revision.version, against, revision.published?.id],
    queryFn: ({ signal }) =>
      getJson<StoredDiff>(`/api/console/policy/compare?id=${revision.id}&against=${against}`, signal),
    staleTime: Infinity,
    ...(stored && revision.semanticDiff && { initialData: revision.semanticDiff }),
  });
}

type ComparisonProps = { revision: Revision; against: DiffAgainst };

/** The sentences alone. */
export function Comparison({ revision, against }: ComparisonProps) {
  const { data, error } = useComparison(revision, against);
  if (data) return <ChangeSentences diff={data} />;
  if (error) return <ComparisonError error={error} />;
  return <Working />;
}

/** The sentences, each answer that changes, and which rules were added, removed, changed or moved. */
export function WholeComparison({ revision, against }: ComparisonProps) {
  const { data, error } = useComparison(revision, against);
  return (
    <>
      <Panel title="What it changes">
        {data ? <ChangeSentences diff={data} /> : error ? <ComparisonError error={error} /> : <Working />}
      </Panel>
      {data && data.changes.length > 0 && (
        <Panel title={"Answers that change"} flush>
          <ChangeTable changes={data.changes} truncated={data.truncated} />
        </Panel>
      )}
      {data && (
        <Panel title="Rules">
          <RuleChanges rules={data.rules} />
        </Panel>
      )}
    </>
  );
}

function ComparisonError({ error }: { error: Error }) {
  const message = error instanceof ApiError ? error.message : "The comparison could not be loaded.";
  return <FormError>{message}</FormError>;
}

function Working() {
  return (
    <div role="status" aria-label="Comparing" className="grid gap-2">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-5 w-3/4" />
    </div>
  );
}
