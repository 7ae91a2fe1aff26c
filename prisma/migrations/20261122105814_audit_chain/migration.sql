-- The audit chain. Whoever writes a leaf writes it without a place in the chain, so that writers never wait for one
-- another; one sealer per tenant (lib/audit/chain) gives places afterwards. What has no place yet is a row of
-- audit_unsealed, written by a trigger in the leaf's own transaction: exact, without a clock or a mark that could be wrong.

-- CreateTable
CREATE TABLE "audit_unsealed" (
    "tenant_id" UUID NOT NULL,
    "leaf_id" UUID NOT NULL,

    CONSTRAINT "audit_unsealed_pkey" PRIMARY KEY ("tenant_id","leaf_id")
);

-- CreateTable
CREATE TABLE "audit_seals" (
    "tenant_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "leaf_id" UUID NOT NULL,
    "leaf_hash" BYTEA NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("tenant_id","seq")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "tenant_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "prev_size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "peaks" BYTEA[],
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("tenant_id","size")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_seals_tenant_id_leaf_id_key" ON "audit_seals"("tenant_id", "leaf_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seals_tenant_id_prev_hash_key" ON "audit_seals"("tenant_id", "prev_hash");

-- CreateIndex
CREATE UNIQUE INDEX "audit_checkpoints_tenant_id_prev_size_key" ON "audit_checkpoints"("tenant_id", "prev_size");

-- What hashes and places can be ---------------------------------------------------------------------------------------
ALTER TABLE audit_seals
  ADD CONSTRAINT place_known CHECK (seq >= 1),
  ADD CONSTRAINT hashes_whole CHECK (octet_length(leaf_hash) = 32 AND octet_length(prev_hash) = 32 AND octet_length(hash) = 32);
ALTER TABLE audit_checkpoints
  ADD CONSTRAINT grows CHECK (prev_size >= 0 AND size > prev_size),
  ADD CONSTRAINT hashes_whole CHECK (octet_length(root) = 32 AND octet_length(hash) = 32 AND cardinality(peaks) >= 1);

-- Every leaf waits for its place ---------------------------------------------------------------------------------------
CREATE FUNCTION queue_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_unsealed (tenant_id, leaf_id) SELECT tenant_id, id FROM new_leaves;
  RETURN NULL;
END $$;
CREATE TRIGGER unsealed AFTER INSERT ON audit_leaves REFERENCING NEW TABLE AS new_leaves
  FOR EACH STATEMENT EXECUTE FUNCTION queue_leaves();

-- Also those that are there already. The trigger's lock keeps writers out until this is committed. Row-level security is
-- forced on the owner too, who has to see all tenants here.
ALTER TABLE audit_leaves NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit_unsealed (tenant_id, leaf_id) SELECT tenant_id, id FROM audit_leaves;
ALTER TABLE audit_leaves FORCE ROW LEVEL SECURITY;

-- Rows of the queue live for a second or so: what they leave behind is to be used again soon. They are never updated, so
-- there is nothing to keep room for in their pages.
ALTER TABLE audit_unsealed SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

-- Tenants, and what nobody may do ---------------------------------------------------------------------------------------
GRANT SELECT, INSERT, DELETE ON audit_unsealed TO agentgate_app;
GRANT SELECT, INSERT ON audit_seals, audit_checkpoints TO agentgate_app;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_unsealed', 'audit_seals', 'audit_checkpoints'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['audit_seals', 'audit_checkpoints'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;

-- Timers ask who has leaves to seal ---------------------------------------------------------------------------------------
GRANT SELECT (tenant_id) ON audit_unsealed TO agentgate_timers;
CREATE POLICY timers ON audit_unsealed FOR SELECT TO agentgate_timers USING (true);
-- To replace a function that was handed over, the owner acts as the role that has it, which may create for that long only.
GRANT CREATE ON SCHEMA public TO agentgate_timers;
SET LOCAL ROLE agentgate_timers;
-- As before, with leaves to seal. It may name a tenant that has no work, and never leaves out one that has.
CREATE OR REPLACE FUNCTION tenants_with_work(kind text) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
DECLARE v_now timestamptz := clock_timestamp();
BEGIN
  CASE kind
  WHEN 'publish' THEN RETURN QUERY
    SELECT DISTINCT r.tenant_id FROM policy_revisions r WHERE r.state = 'in_review' AND r.scheduled_at <= v_now;
  WHEN 'settle' THEN RETURN QUERY
    SELECT DISTINCT a.tenant_id FROM approvals a WHERE a.status = 'pending' AND (a.expires_at <= v_now
      OR (a.escalated_at IS NULL AND a.escalates_at <= v_now AND a.frozen_at IS NULL));
  WHEN 'switch' THEN RETURN QUERY
    SELECT s.tenant_id FROM switches s WHERE s.tenant_id IS NOT NULL AND s.cleared_at IS NULL
      AND (s.expires_at <= v_now OR (s.drained_at IS NULL AND s.effective_at IS NOT NULL))
    UNION
    SELECT a.tenant_id FROM approvals a WHERE a.status = 'pending' AND (a.frozen_at IS NOT NULL
      OR EXISTS (SELECT FROM quarantines q WHERE q.session_id = a.session_id AND q.released_at IS NULL)
      OR EXISTS (SELECT FROM switches s WHERE s.cleared_at IS NULL AND s.freezes
        AND (s.tenant_id IS NULL OR s.tenant_id = a.tenant_id)));
  WHEN 'cancel' THEN RETURN QUERY
    SELECT DISTINCT a.tenant_id FROM approvals a
    WHERE a.status = 'pending' AND (EXISTS (SELECT FROM sessions s WHERE s.id = a.session_id AND s.ended_at IS NOT NULL)
      OR EXISTS (SELECT FROM agents g WHERE g.id = a.agent_id AND (g.disabled_at IS NOT NULL
        OR (NOT g.test AND NOT EXISTS (SELECT FROM api_keys k WHERE k.agent_id = g.id AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > v_now))))));
  WHEN 'compensate' THEN RETURN QUERY
    SELECT DISTINCT c.tenant_id FROM incident_compensations c WHERE c.state IN ('running', 'waiting');
  WHEN 'contain' THEN RETURN QUERY
    SELECT q.tenant_id FROM quarantines q WHERE q.revocation <> 'done' AND q.revocation_due_at <= v_now
    UNION
    SELECT r.tenant_id FROM session_risk r WHERE r.watch_until <= v_now;
  WHEN 'revoke' THEN RETURN QUERY
    SELECT DISTINCT i.tenant_id FROM issued_credentials i
    WHERE i.state IN ('live', 'revoke_failed') AND (i.expires_at <= v_now OR i.next_try_at <= v_now
      OR (i.attempts = 0 AND EXISTS (SELECT FROM sessions s WHERE s.id = i.session_id AND s.ended_at IS NOT NULL)));
  WHEN 'count' THEN RETURN QUERY
    -- A minute is counted half a minute after its end; where nothing was decided, that may wait for some of them.
    SELECT t.id FROM tenants t LEFT JOIN traffic_marks m ON m.tenant_id = t.id
    WHERE m.tenant_id IS NULL OR m.counted_until <= v_now - interval '6 minutes'
      OR (m.counted_until <= v_now - interval '90 seconds' AND EXISTS (
        SELECT FROM decisions d WHERE d.tenant_id = t.id AND d.id >= uuid7_floor(m.settled_until)));
  WHEN 'deliver' THEN RETURN QUERY
    SELECT e.tenant_id FROM notification_events e WHERE e.spread_at IS NULL
    UNION
    SELECT d.tenant_id FROM notification_deliveries d WHERE d.state = 'waiting' AND d.next_attempt_at <= v_now;
  WHEN 'check' THEN RETURN QUERY
    -- The earliest that a check can be due. What was disabled is let go by each process, within its next rounds.
    SELECT DISTINCT u.tenant_id FROM upstreams u LEFT JOIN upstream_health h ON h.upstream_id = u.id
    WHERE CASE WHEN u.disabled_at IS NULL THEN h.checked_at IS NULL OR h.checked_at <= v_now - interval '25 seconds'
      ELSE u.disabled_at > v_now - interval '1 hour' END;
  WHEN 'seal' THEN RETURN QUERY
    SELECT t.id FROM tenants t WHERE EXISTS (SELECT FROM audit_unsealed u WHERE u.tenant_id = t.id);
  ELSE
    RAISE EXCEPTION 'No work of kind %', kind USING ERRCODE = 'invalid_parameter_value';
  END CASE;
END $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM agentgate_timers;
