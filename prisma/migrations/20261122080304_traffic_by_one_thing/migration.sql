-- Counted by agent, capability and cause at once, an hour has nearly as many rows as calls. Nobody asks for that: from
-- here on by one of them at a time.
ALTER TABLE traffic_counts RENAME TO traffic_counts_before;
ALTER TABLE traffic_counts_before RENAME CONSTRAINT traffic_counts_pkey TO traffic_counts_before_pkey;

-- CreateTable
CREATE TABLE "traffic_counts" (
    "tenant_id" UUID NOT NULL,
    "span" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key" TEXT NOT NULL,
    "decisions" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "allow" INTEGER NOT NULL,
    "hold" INTEGER NOT NULL,
    "deny" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "tool_errors" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "in_doubt" INTEGER NOT NULL,
    "latency" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "whole" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "traffic_counts_pkey" PRIMARY KEY ("tenant_id","span","kind","at","key")
);

-- What Prisma cannot say ------------------------------------------------------------------------------------
-- What was counted stays counted: the decisions of an old day may be gone. The owner is held by the policies too.
ALTER TABLE traffic_counts_before NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE sums text;
BEGIN
  SELECT format('ARRAY[%s]', string_agg(format('coalesce(sum(%%1$I[%s]), 0)::int', n), ',' ORDER BY n)) INTO sums
    FROM generate_series(1, 17) n;
  EXECUTE format($sql$
    WITH by_cause AS (
      SELECT tenant_id, span, at, step || ' ' || code AS key, %1$s,
        CASE WHEN count(latency[1]) = 0 THEN '{}'::int[] ELSE %2$s END AS latency,
        CASE WHEN count(whole[1]) = 0 THEN '{}'::int[] ELSE %3$s END AS whole
      FROM traffic_counts_before GROUP BY tenant_id, span, at, step, code
    ), by_who AS (
      SELECT tenant_id, span, at, agent_id, capability, %1$s FROM traffic_counts_before
      GROUP BY GROUPING SETS ((tenant_id, span, at, agent_id), (tenant_id, span, at, capability))
    )
    INSERT INTO traffic_counts (tenant_id, span, kind, at, key, %4$s, latency, whole)
    SELECT tenant_id, span, 'cause', at, key, %4$s, latency, whole FROM by_cause
    UNION ALL
    SELECT tenant_id, span, CASE WHEN agent_id IS NULL THEN 'capability' ELSE 'agent' END, at, coalesce(agent_id::text, capability),
      %4$s, '{}', '{}' FROM by_who $sql$,
    $sums$ sum(decisions)::int AS decisions, sum(calls)::int AS calls,
      coalesce(sum(decisions) FILTER (WHERE action = 'ALLOW'), 0)::int AS allow,
      coalesce(sum(decisions) FILTER (WHERE action = 'REQUIRE_APPROVAL'), 0)::int AS hold,
      coalesce(sum(decisions) FILTER (WHERE action = 'DENY'), 0)::int AS deny,
      sum(succeeded)::int AS succeeded, sum(tool_errors)::int AS tool_errors, sum(failed)::int AS failed,
      sum(in_doubt)::int AS in_doubt $sums$,
    format(sums, 'latency'), format(sums, 'whole'),
    'decisions, calls, allow, hold, deny, succeeded, tool_errors, failed, in_doubt');
END $$;
DROP TABLE traffic_counts_before;

-- A stretch is deleted and written again as a whole.
GRANT SELECT, INSERT, DELETE ON traffic_counts TO agentgate_app;
ALTER TABLE traffic_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE traffic_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON traffic_counts
  USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()));
ALTER TABLE traffic_counts
  ADD CONSTRAINT span_known CHECK (span IN (60, 3600, 86400)),
  ADD CONSTRAINT kind_known CHECK (kind IN ('cause', 'agent', 'capability')),
  ADD CONSTRAINT begins_on_its_span CHECK (extract(epoch FROM at)::bigint % span = 0),
  ADD CONSTRAINT counted CHECK (least(calls, allow, hold, deny, succeeded, tool_errors, failed, in_doubt) >= 0),
  ADD CONSTRAINT adds_up CHECK (decisions = allow + hold + deny);
