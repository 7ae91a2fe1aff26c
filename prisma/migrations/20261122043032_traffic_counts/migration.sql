-- CreateTable
CREATE TABLE "traffic_counts" (
    "tenant_id" UUID NOT NULL,
    "span" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "agent_id" UUID NOT NULL,
    "capability" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "decisions" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "tool_errors" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "in_doubt" INTEGER NOT NULL,
    "latency" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "whole" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "traffic_counts_pkey" PRIMARY KEY ("tenant_id","span","at","agent_id","capability","action","step","code")
);

-- CreateTable
CREATE TABLE "traffic_marks" (
    "tenant_id" UUID NOT NULL,
    "counted_until" TIMESTAMPTZ(3) NOT NULL,
    "again_until" TIMESTAMPTZ(3) NOT NULL,
    "settled_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "traffic_marks_pkey" PRIMARY KEY ("tenant_id")
);

-- What Prisma cannot say ------------------------------------------------------------------------------------
-- A stretch is deleted and written again as a whole; only marks are changed.
GRANT SELECT, INSERT, DELETE ON traffic_counts TO agentgate_app;
GRANT SELECT, INSERT, UPDATE ON traffic_marks TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['traffic_counts', 'traffic_marks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
END $$;

ALTER TABLE traffic_counts
  ADD CONSTRAINT span_known CHECK (span IN (60, 3600, 86400)),
  ADD CONSTRAINT begins_on_its_span CHECK (extract(epoch FROM at)::bigint % span = 0),
  ADD CONSTRAINT counted CHECK (least(decisions, calls, succeeded, tool_errors, failed, in_doubt) >= 0);
ALTER TABLE traffic_marks
  ADD CONSTRAINT in_order CHECK (settled_until <= again_until AND again_until <= counted_until);
