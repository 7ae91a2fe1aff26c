-- What Prisma cannot say: roles, row-level security, append-only partitions, risk rules, the control epoch,
-- and the one function that commits decisions. Written by hand; the tables come from the migration before.

-- Roles ---------------------------------------------------------------------------------------------------
-- The application never owns what it uses. Login roles are granted this one.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'agentgate_app') THEN
    CREATE ROLE agentgate_app NOLOGIN;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO agentgate_app;
GRANT SELECT, INSERT, UPDATE ON
  tenants, users, memberships, agents, api_keys, upstreams, capabilities, policy_revisions, sessions,
  approvals, grants, switches
  TO agentgate_app;
GRANT DELETE ON memberships TO agentgate_app;
GRANT SELECT, INSERT ON decisions, outcomes, audit_leaves, idempotency_keys, approval_votes TO agentgate_app;

-- Row-level security --------------------------------------------------------------------------------------
-- One tenant per transaction. Without a tenant the setting is missing, or an empty string on a pooled
-- connection; the cast turns both into an error instead of a silent answer.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT current_setting('app.tenant_id')::uuid $$;
-- For tables that are also read before a tenant is known; null where the setting is absent or empty.
CREATE FUNCTION app_tenant_or_null() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
CREATE FUNCTION app_user_or_null() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agents', 'api_keys', 'upstreams', 'capabilities', 'policy_revisions', 'sessions',
    'decisions', 'outcomes', 'idempotency_keys', 'approvals', 'approval_votes', 'grants', 'audit_leaves']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['tenants', 'users', 'memberships', 'switches'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

-- A person sees their own memberships before choosing a tenant; nobody else's.
CREATE POLICY tenant ON memberships
  USING (tenant_id = (SELECT app_tenant_or_null()) OR user_id = (SELECT app_user_or_null()))
  WITH CHECK (tenant_id = (SELECT app_tenant_or_null()));

-- A tenant is seen from inside, by its members, and (id and epoch only by convention) by the system's timers.
CREATE POLICY tenant ON tenants
  USING (id = (SELECT app_tenant_or_null())
    OR current_setting('app.system', true) = 'on'
    OR id IN (SELECT m.tenant_id FROM memberships m WHERE m.user_id = (SELECT app_user_or_null())))
  WITH CHECK (id = (SELECT app_tenant_or_null()));

-- A person is seen by themselves, by who signs in with exactly their address, and by their tenants.
CREATE POLICY self_read ON users FOR SELECT
  USING (id = (SELECT app_user_or_null())
    OR email = nullif(current_setting('app.sign_in_email', true), '')
    OR id IN (SELECT m.user_id FROM memberships m WHERE m.tenant_id = (SELECT app_tenant_or_null())));
CREATE POLICY self_write ON users FOR UPDATE USING (id = (SELECT app_user_or_null()));
CREATE POLICY invite ON users FOR INSERT WITH CHECK ((SELECT app_tenant_or_null()) IS NOT NULL);

-- A global switch (no tenant) is everybody's to obey and only the system's to set.
CREATE POLICY tenant ON switches
  USING (tenant_id IS NULL OR tenant_id = (SELECT app_tenant_or_null()))
  WITH CHECK (tenant_id = (SELECT app_tenant_or_null())
    OR (tenant_id IS NULL AND current_setting('app.system', true) = 'on'));

-- Append-only, partitioned by time ------------------------------------------------------------------------
-- A UUIDv7 begins with its time, so ranges of ids are ranges of time and the primary key stays one column.
CREATE SCHEMA partitions;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;

CREATE FUNCTION uuid7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid $$;

-- Makes the months from the current one to `ahead` months later, for every partitioned table. Runs with the
-- owner's rights, since the application may not create tables; it takes nothing but a number.
CREATE FUNCTION ensure_partitions(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  t text; part text; first date; made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('agentgate.partitions', 0));
  FOREACH t IN ARRAY ARRAY['decisions', 'outcomes', 'audit_leaves'] LOOP
    FOR i IN -1 .. least(greatest(ahead, 0), 36) LOOP
      first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i))::date;
      part := format('%s_%s', t, to_char(first, 'YYYY_MM'));
      CONTINUE WHEN to_regclass(format('partitions.%I', part)) IS NOT NULL;
      EXECUTE format('CREATE TABLE partitions.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', part, t,
        uuid7_floor(first::timestamp AT TIME ZONE 'UTC'),
        uuid7_floor((first + interval '1 month') AT TIME ZONE 'UTC'));
      EXECUTE format('ALTER TABLE partitions.%I ENABLE ROW LEVEL SECURITY', part);
      EXECUTE format('ALTER TABLE partitions.%I FORCE ROW LEVEL SECURITY', part);
      EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON partitions.%I FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', part);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION ensure_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(integer) TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['decisions', 'outcomes', 'audit_leaves'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
SELECT ensure_partitions(3);

-- Domains of text columns, and the risk consistency rules ---------------------------------------------------
ALTER TABLE memberships ADD CONSTRAINT roles_known CHECK (roles <@ ARRAY['admin', 'reviewer', 'responder', 'viewer']);
ALTER TABLE upstreams ADD CONSTRAINT kind_known CHECK (kind IN ('mcp_stdio', 'mcp_http', 'builtin'));
ALTER TABLE capabilities
  ADD CONSTRAINT operation_known CHECK (operation IN ('READ', 'WRITE', 'DELETE', 'EXECUTE', 'NETWORK')),
  ADD CONSTRAINT risk_known CHECK (risk_level IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  ADD CONSTRAINT status_known CHECK (status IN ('active', 'suspended', 'retired')),
  -- A missing level counts as HIGH, so it satisfies the first two rules and never the third.
  ADD CONSTRAINT risk_rule_1_irreversible CHECK (reversible OR coalesce(risk_level, 'HIGH') IN ('HIGH', 'CRITICAL')),
  ADD CONSTRAINT risk_rule_2_delete CHECK (operation <> 'DELETE' OR coalesce(risk_level, 'HIGH') IN ('HIGH', 'CRITICAL')),
  ADD CONSTRAINT risk_rule_3_no_compensation CHECK (reversible OR compensation_supported OR coalesce(risk_level, 'HIGH') = 'CRITICAL');
ALTER TABLE policy_revisions ADD CONSTRAINT state_known
  CHECK (state IN ('draft', 'in_review', 'published', 'superseded', 'rolled_back'));
CREATE UNIQUE INDEX policy_revisions_one_published ON policy_revisions (tenant_id) WHERE state = 'published';
ALTER TABLE decisions ADD CONSTRAINT action_known CHECK (action IN ('ALLOW', 'DENY', 'REQUIRE_APPROVAL'));
ALTER TABLE outcomes ADD CONSTRAINT status_known CHECK (status IN ('succeeded', 'tool_error', 'failed', 'in_doubt'));
ALTER TABLE approvals
  ADD CONSTRAINT status_known CHECK (status IN ('pending', 'approved', 'denied', 'expired', 'cancelled')),
  ADD CONSTRAINT quorum_positive CHECK (required_approvals BETWEEN 1 AND 10);
ALTER TABLE approval_votes ADD CONSTRAINT verdict_known CHECK (verdict IN ('approve', 'deny'));
ALTER TABLE switches ADD CONSTRAINT scope_known CHECK (scope IN ('global', 'tenant', 'agent', 'capability', 'upstream', 'session')),
  ADD CONSTRAINT target_fits CHECK ((scope IN ('global', 'tenant')) = (target IS NULL)),
  ADD CONSTRAINT global_has_no_tenant CHECK ((scope = 'global') = (tenant_id IS NULL));
-- Two equal calls that are held at once wait on one request.
CREATE UNIQUE INDEX approvals_one_pending ON approvals (tenant_id, session_id, agent_id, capability, arguments_hash)
  WHERE status = 'pending';
CREATE INDEX approvals_due ON approvals (tenant_id, expires_at) WHERE status = 'pending';

-- The control epoch ---------------------------------------------------------------------------------------
-- Every change of what the gateway enforces raises the tenant's epoch. The exclusive lock waits for decision
-- batches that are being committed and keeps later ones out until this change is committed too: once it has
-- returned to its author, no later decision can have been made without it.
CREATE FUNCTION control_lock_key(tenant uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT hashtextextended('agentgate.control.' || tenant::text, 0) $$;

CREATE FUNCTION raise_control_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE t uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
BEGIN
  -- Global switches are raised for every tenant by the verb that sets them.
  IF t IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(control_lock_key(t));
  UPDATE tenants SET control_epoch = control_epoch + 1 WHERE id = t;
  PERFORM pg_notify('agentgate_control', t::text);
  RETURN NULL;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agents', 'api_keys', 'upstreams', 'capabilities', 'policy_revisions', 'switches'] LOOP
    EXECUTE format('CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION raise_control_epoch()', t);
  END LOOP;
END $$;

CREATE FUNCTION notify_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('agentgate_approvals', json_build_object('t', NEW.tenant_id, 'i', NEW.id, 's', NEW.status)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_insert AFTER INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION notify_approval();
CREATE TRIGGER notify_status AFTER UPDATE OF status ON approvals FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION notify_approval();

-- Committing decisions ------------------------------------------------------------------------------------
-- Group commit: one call commits every decision of one tenant that arrived together. Each row says under
-- which epoch it was evaluated; where the epoch has moved, the row is answered 'stale' and evaluated again.
-- A row may carry a grant to consume, an idempotency key to bind and an approval request to open (then it is
-- among p_special): all of it happens here or none of it. Only what was not committed is answered: stale |
-- session_ended | grant_refused | duplicate (ref = the key's call) | attached (ref = the pending request an
-- equal call waits on).
-- The rows are parsed once, and not at all when nothing is left to insert. JSON documents travel as text inside
-- them, because json_to_recordset decodes every string it passes and PostgreSQL has no NUL; the json columns
-- keep them as written.
CREATE FUNCTION record_decisions(p_tenant uuid, p_ids uuid[], p_epochs bigint[], p_sessions uuid[], p_special json, p_rows json)
RETURNS TABLE (id uuid, status text, ref uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_epoch bigint; r record; v_ref uuid; v_status text;
  v_ended uuid[]; v_rejected uuid[] := '{}';
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  PERFORM pg_advisory_xact_lock_shared(control_lock_key(p_tenant));
  SELECT coalesce(max(control_epoch), -1) INTO v_epoch FROM tenants WHERE tenants.id = p_tenant;
  SELECT array_agg(s.id) INTO v_ended FROM sessions s WHERE s.id = ANY (p_sessions) AND s.ended_at IS NOT NULL;

  IF v_ended IS NOT NULL OR NOT v_epoch = ALL (p_epochs) THEN
    FOR r IN
      SELECT u.id, CASE WHEN u.epoch <> v_epoch THEN 'stale' ELSE 'session_ended' END AS status
      FROM unnest(p_ids, p_epochs, p_sessions) AS u(id, epoch, session_id)
      WHERE u.epoch <> v_epoch OR u.session_id = ANY (v_ended)
    LOOP
      v_rejected := v_rejected || r.id;
      id := r.id; status := r.status; ref := NULL; RETURN NEXT;
    END LOOP;
  END IF;

  IF p_special IS NOT NULL THEN
    FOR r IN
      SELECT x.* FROM json_to_recordset(p_special) AS x(id uuid, call_id uuid, session_id uuid, agent_id uuid,
        capability text, definition_hash text, arguments text, arguments_hash text, policy_revision_id uuid, grant_id uuid,
        idempotency_key text, request_hash text, approval json)
      WHERE x.id <> ALL (v_rejected)
    LOOP
      v_status := NULL; v_ref := NULL;
      BEGIN
        IF r.grant_id IS NOT NULL THEN
          UPDATE grants g SET consumed_at = now(), consumed_by_decision_id = r.id
          WHERE g.id = r.grant_id AND g.consumed_at IS NULL AND g.expires_at > now()
            AND g.session_id = r.session_id AND g.agent_id = r.agent_id AND g.capability = r.capability
            AND g.definition_hash = r.definition_hash AND g.arguments_hash = r.arguments_hash
            AND g.policy_revision_id IS NOT DISTINCT FROM r.policy_revision_id;
          IF NOT FOUND THEN v_status := 'grant_refused'; RAISE EXCEPTION SQLSTATE 'AG001'; END IF;
        END IF;
        IF r.idempotency_key IS NOT NULL THEN
          INSERT INTO idempotency_keys (tenant_id, agent_id, key, request_hash, call_id)
          VALUES (p_tenant, r.agent_id, r.idempotency_key, r.request_hash, r.call_id) ON CONFLICT DO NOTHING;
          IF NOT FOUND THEN
            SELECT k.call_id INTO v_ref FROM idempotency_keys k
            WHERE k.tenant_id = p_tenant AND k.agent_id = r.agent_id AND k.key = r.idempotency_key;
            -- An approved call's second decision keeps the key of its first.
            IF v_ref IS DISTINCT FROM r.call_id THEN v_status := 'duplicate'; RAISE EXCEPTION SQLSTATE 'AG001'; END IF;
          END IF;
        END IF;
        IF r.approval IS NOT NULL THEN
          INSERT INTO approvals (id, tenant_id, call_id, session_id, agent_id, capability, definition_hash, arguments,
            arguments_hash, risk_level, rule_id, reason, policy_revision_id, eligible_role, required_approvals,
            requester_user_ids, expires_at)
          SELECT a.id, p_tenant, r.call_id, r.session_id, r.agent_id, r.capability, r.definition_hash, r.arguments::json,
            r.arguments_hash, a.risk_level, a.rule_id, a.reason, r.policy_revision_id, a.eligible_role,
            a.required_approvals, a.requester_user_ids, now() + make_interval(secs => a.ttl_seconds)
          FROM json_to_record(r.approval) AS a(id uuid, risk_level text, rule_id text, reason text,
            eligible_role text, required_approvals int, requester_user_ids uuid[], ttl_seconds double precision)
          ON CONFLICT (tenant_id, session_id, agent_id, capability, arguments_hash) WHERE status = 'pending' DO NOTHING;
          IF NOT FOUND THEN
            SELECT a.id INTO v_ref FROM approvals a
            WHERE a.tenant_id = p_tenant AND a.session_id = r.session_id AND a.agent_id = r.agent_id
              AND a.capability = r.capability AND a.arguments_hash = r.arguments_hash AND a.status = 'pending';
            v_status := 'attached'; RAISE EXCEPTION SQLSTATE 'AG001';
          END IF;
        END IF;
      EXCEPTION WHEN SQLSTATE 'AG001' THEN
        v_rejected := v_rejected || r.id;
        id := r.id; status := v_status; ref := v_ref; RETURN NEXT;
      END;
    END LOOP;
  END IF;

  IF cardinality(v_rejected) = cardinality(p_ids) THEN RETURN; END IF;
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset(p_rows) AS x(id uuid, call_id uuid, session_id uuid, agent_id uuid, capability text,
      capability_id uuid, definition_hash text, action text, step text, code text, rule_id text, reason text, risk_level text,
      explanation text, obligations text, policy_revision_id uuid, control_epoch bigint, arguments text, arguments_hash text,
      context text, approval_id uuid, grant_id uuid, door text, request_id text, traceparent text,
      outcome_due_seconds double precision, leaf_id uuid, leaf text)
    WHERE x.id <> ALL (v_rejected)
  ), recorded AS (
    INSERT INTO decisions (id, tenant_id, call_id, session_id, agent_id, capability, capability_id, definition_hash, action,
      step, code, rule_id, reason, risk_level, explanation, obligations, policy_revision_id, control_epoch, arguments,
      arguments_hash, context, approval_id, grant_id, door, request_id, traceparent, decided_at, outcome_due_at)
    SELECT x.id, p_tenant, x.call_id, x.session_id, x.agent_id, x.capability, x.capability_id, x.definition_hash, x.action,
      x.step, x.code, x.rule_id, x.reason, x.risk_level, x.explanation::json, x.obligations::json, x.policy_revision_id,
      x.control_epoch, x.arguments::json, x.arguments_hash, x.context::json, x.approval_id, x.grant_id, x.door, x.request_id,
      x.traceparent,
      -- Not now(), which is when the transaction began: it may have waited for the lock since.
      clock_timestamp(), clock_timestamp() + make_interval(secs => x.outcome_due_seconds)
    FROM x
  )
  INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash)
  SELECT x.leaf_id, p_tenant, 'call', 'decision.recorded', 'agent', x.agent_id::text, 'decision', x.id::text,
    convert_to(x.leaf, 'UTF8'), sha256(convert_to(x.leaf, 'UTF8'))
  FROM x;
END $$;

-- Outcomes, likewise in groups. The first outcome of a decision stands.
CREATE FUNCTION record_outcomes(p_tenant uuid, p_rows json) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE n integer;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset(p_rows) AS x(decision_id uuid, call_id uuid, session_id uuid, status text, result text,
      result_hash text, error_code text, error_message text, attempts int, duration_ms int, leaf_id uuid, leaf text)
  ), stored AS (
    INSERT INTO outcomes (decision_id, tenant_id, call_id, session_id, status, result, result_hash, error_code,
      error_message, attempts, duration_ms)
    SELECT x.decision_id, p_tenant, x.call_id, x.session_id, x.status, x.result::json, x.result_hash, x.error_code,
      x.error_message, x.attempts, x.duration_ms
    FROM x
    ON CONFLICT DO NOTHING
    RETURNING decision_id
  )
  INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash)
  SELECT x.leaf_id, p_tenant, 'call', 'outcome.recorded', 'system', 'agentgate', 'decision', x.decision_id::text,
    convert_to(x.leaf, 'UTF8'), sha256(convert_to(x.leaf, 'UTF8'))
  FROM x JOIN stored USING (decision_id);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

GRANT EXECUTE ON FUNCTION record_decisions(uuid, uuid[], bigint[], uuid[], json, json), record_outcomes(uuid, json) TO agentgate_app;
