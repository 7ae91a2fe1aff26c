-- Adding a foreign key reads the tables as their owner does: inside a tenant, here one that has nothing.
SELECT set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);

-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "deployed_by_id" UUID;

-- AlterTable
ALTER TABLE "approval_votes" ADD COLUMN     "changes" JSONB,
ADD COLUMN     "delegation_id" UUID,
ADD COLUMN     "dwell_ms" INTEGER,
ADD COLUMN     "for_user_id" UUID,
ADD COLUMN     "groups" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "hasty" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "step" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "via" TEXT NOT NULL DEFAULT 'console';

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "cancel_cause" TEXT,
ADD COLUMN     "chain" JSONB,
ADD COLUMN     "escalated_at" TIMESTAMPTZ(3),
ADD COLUMN     "escalates_at" TIMESTAMPTZ(3),
ADD COLUMN     "requesters" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "step" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "acts_for_id" UUID;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "totp_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_key_id" TEXT,
ADD COLUMN     "totp_last_step" BIGINT,
ADD COLUMN     "totp_sealed" BYTEA;

-- CreateTable
CREATE TABLE "approval_chains" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "spec" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_chains_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "tenant_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "delegations" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "from_user_id" UUID NOT NULL,
    "to_user_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "scope" JSONB NOT NULL DEFAULT '{}',
    "reason" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "delegations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "screen" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_endpoints" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "events" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_events" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "spread_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_deliveries" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_attempts" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status_code" INTEGER,
    "duration_ms" INTEGER NOT NULL,
    "error" TEXT,
    "response" TEXT,

    CONSTRAINT "notification_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slack_identities" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "slack_team_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slack_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slack_callbacks" (
    "tenant_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slack_callbacks_pkey" PRIMARY KEY ("tenant_id","hash")
);

-- CreateIndex
CREATE INDEX "approvals_tenant_id_capability_id_idx" ON "approvals"("tenant_id", "capability", "id");

-- CreateIndex
CREATE INDEX "decisions_tenant_id_capability_id_idx" ON "decisions"("tenant_id", "capability", "id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_chains_tenant_id_name_version_key" ON "approval_chains"("tenant_id", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "teams_tenant_id_name_key" ON "teams"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "team_members_tenant_id_user_id_idx" ON "team_members"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "delegations_tenant_id_ends_at_idx" ON "delegations"("tenant_id", "ends_at");

-- CreateIndex
CREATE INDEX "saved_views_tenant_id_screen_idx" ON "saved_views"("tenant_id", "screen");

-- CreateIndex
CREATE UNIQUE INDEX "notification_endpoints_tenant_id_name_key" ON "notification_endpoints"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "notification_events_tenant_id_created_at_idx" ON "notification_events"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "notification_deliveries_tenant_id_endpoint_id_created_at_idx" ON "notification_deliveries"("tenant_id", "endpoint_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_deliveries_event_id_endpoint_id_key" ON "notification_deliveries"("event_id", "endpoint_id");

-- CreateIndex
CREATE INDEX "notification_attempts_tenant_id_delivery_id_idx" ON "notification_attempts"("tenant_id", "delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "slack_identities_tenant_id_slack_team_id_slack_user_id_key" ON "slack_identities"("tenant_id", "slack_team_id", "slack_user_id");

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "notification_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_attempts" ADD CONSTRAINT "notification_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notification_deliveries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say ------------------------------------------------------------------------------------
GRANT SELECT, INSERT ON approval_chains, slack_callbacks, notification_attempts TO agentgate_app;
GRANT SELECT, INSERT, UPDATE ON teams, team_members, delegations, saved_views, notification_endpoints,
  notification_events, notification_deliveries, slack_identities TO agentgate_app;
-- What only serves convenience or has had its time may go; chains and delegations are kept, decisions speak of them.
GRANT DELETE ON teams, team_members, saved_views, notification_events, notification_deliveries, notification_attempts,
  slack_identities, slack_callbacks TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approval_chains', 'teams', 'team_members', 'delegations', 'saved_views',
    'notification_endpoints', 'notification_events', 'notification_deliveries', 'notification_attempts',
    'slack_identities', 'slack_callbacks']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
END $$;

-- A request from before chains had one role and a number: that is a chain of one step with one group. Row-level
-- security holds for the owner too, so this goes from tenant to tenant.
DO $$
DECLARE t uuid;
BEGIN
  PERFORM set_config('app.system', 'on', true);
  FOR t IN SELECT id FROM tenants LOOP
    PERFORM set_config('app.tenant_id', t::text, true);
    UPDATE approvals SET
      chain = jsonb_build_object('name', eligible_role, 'version', 0,
        'steps', jsonb_build_array(jsonb_build_object('name', 'Decision', 'groups', jsonb_build_array(jsonb_build_object(
          'name', eligible_role, 'members', jsonb_build_object('kind', 'role', 'role', eligible_role),
          'quorum', required_approvals)))),
        'denyThreshold', 1, 'escalateAfterMinutes', NULL,
        'denyAfterMinutes', greatest(1, ceil(extract(epoch FROM expires_at - created_at) / 60)),
        'escalation', NULL, 'fallback', NULL),
      requesters = (SELECT coalesce(jsonb_agg(jsonb_build_object('userId', u, 'as', 'owner')), '[]') FROM unnest(requester_user_ids) u);
    -- Who voted counted for the one group there was.
    UPDATE approval_votes SET groups = '{0}' WHERE verdict = 'approve';
  END LOOP;
  PERFORM set_config('app.system', '', true), set_config('app.tenant_id', '', true);
END $$;
ALTER TABLE approvals
  ALTER COLUMN chain SET NOT NULL,
  DROP COLUMN eligible_role,
  DROP COLUMN required_approvals,
  DROP COLUMN requester_user_ids,
  DROP CONSTRAINT status_known;
ALTER TABLE approvals
  ADD CONSTRAINT status_known CHECK (status IN ('pending', 'approved', 'denied', 'changes_requested', 'expired', 'cancelled')),
  ADD CONSTRAINT escalates_before_the_end CHECK (escalates_at < expires_at),
  ADD CONSTRAINT step_of_the_chain CHECK (step >= 0 AND step < jsonb_array_length(chain -> 'steps'));
ALTER TABLE approval_votes DROP CONSTRAINT verdict_known;
ALTER TABLE approval_votes
  ADD CONSTRAINT verdict_known CHECK (verdict IN ('approve', 'deny', 'request_changes')),
  ADD CONSTRAINT via_known CHECK (via IN ('console', 'slack', 'api')),
  ADD CONSTRAINT counts_for_a_group CHECK (verdict <> 'approve' OR cardinality(groups) > 0),
  ADD CONSTRAINT place_by_delegation CHECK ((for_user_id IS NULL) = (delegation_id IS NULL));
CREATE INDEX approvals_to_escalate ON approvals (tenant_id, escalates_at)
  WHERE status = 'pending' AND escalated_at IS NULL AND escalates_at IS NOT NULL;
ALTER TABLE delegations
  ADD CONSTRAINT ends_after_it_starts CHECK (ends_at > starts_at),
  ADD CONSTRAINT to_somebody_else CHECK (to_user_id <> from_user_id);
ALTER TABLE notification_endpoints ADD CONSTRAINT kind_known CHECK (kind IN ('webhook', 'email', 'slack'));
ALTER TABLE notification_deliveries
  ADD CONSTRAINT state_known CHECK (state IN ('waiting', 'delivered', 'failed', 'skipped'));
CREATE INDEX notification_events_to_spread ON notification_events (tenant_id, created_at) WHERE spread_at IS NULL;
CREATE INDEX notification_deliveries_due ON notification_deliveries (tenant_id, next_attempt_at) WHERE state = 'waiting';
ALTER TABLE secrets DROP CONSTRAINT owner_known;
ALTER TABLE secrets ADD CONSTRAINT owner_known CHECK (owner_kind IN ('credential', 'upstream', 'endpoint'));
ALTER TABLE users ADD CONSTRAINT totp_sealed_by CHECK ((totp_sealed IS NULL) = (totp_key_id IS NULL));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON approval_chains FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON approval_chains FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Under which chain a call is held is part of what the gateway enforces.
CREATE TRIGGER control_epoch AFTER INSERT ON approval_chains FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();

-- The outbox. Written where the thing itself is written, so that no path can forget it; nothing where nobody listens.
CREATE FUNCTION note_event(p_tenant uuid, p_type text, p_kind text, p_id uuid, p_data jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notification_endpoints WHERE tenant_id = p_tenant AND enabled) THEN RETURN; END IF;
  INSERT INTO notification_events (tenant_id, type, subject_kind, subject_id, data, created_at)
  VALUES (p_tenant, p_type, p_kind, p_id, p_data, clock_timestamp());
  PERFORM pg_notify('agentgate_outbox', p_tenant::text);
END $$;

-- Never with arguments: who may read those signs in to do so.
CREATE FUNCTION note_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_type text := TG_ARGV[0];
BEGIN
  PERFORM note_event(NEW.tenant_id, CASE v_type WHEN 'status' THEN 'approval.' || NEW.status ELSE v_type END, 'approval',
    NEW.id, jsonb_build_object('callId', NEW.call_id, 'sessionId', NEW.session_id, 'agentId', NEW.agent_id,
      'capability', NEW.capability, 'riskLevel', NEW.risk_level, 'status', NEW.status, 'expiresAt', NEW.expires_at));
  RETURN NULL;
END $$;
CREATE TRIGGER note_insert AFTER INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION note_approval('approval.requested');
CREATE TRIGGER note_status AFTER UPDATE OF status ON approvals FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION note_approval('status');
CREATE TRIGGER note_escalated AFTER UPDATE OF escalated_at ON approvals FOR EACH ROW
  WHEN (OLD.escalated_at IS NULL AND NEW.escalated_at IS NOT NULL) EXECUTE FUNCTION note_approval('approval.escalated');
CREATE TRIGGER note_advanced AFTER UPDATE OF step ON approvals FOR EACH ROW
  WHEN (OLD.step < NEW.step) EXECUTE FUNCTION note_approval('approval.advanced');

CREATE FUNCTION note_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_event(NEW.tenant_id, CASE WHEN NEW.resolved_at IS NULL THEN 'alert.raised' ELSE 'alert.resolved' END,
    'alert', NEW.id, jsonb_build_object('kind', NEW.kind, 'severity', NEW.severity, 'title', NEW.title,
      'subjectKind', NEW.subject_kind, 'subjectId', NEW.subject_id));
  RETURN NULL;
END $$;
CREATE TRIGGER note_raised AFTER INSERT ON alerts FOR EACH ROW EXECUTE FUNCTION note_alert();
CREATE TRIGGER note_resolved AFTER UPDATE OF resolved_at ON alerts FOR EACH ROW
  WHEN (OLD.resolved_at IS NULL AND NEW.resolved_at IS NOT NULL) EXECUTE FUNCTION note_alert();

-- As before, but a held call carries its whole chain.
CREATE OR REPLACE FUNCTION record_decisions(p_tenant uuid, p_ids uuid[], p_epochs bigint[], p_sessions uuid[], p_special json, p_rows json)
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
            arguments_hash, risk_level, rule_id, reason, policy_revision_id, chain, requesters, escalates_at, expires_at)
          SELECT a.id, p_tenant, r.call_id, r.session_id, r.agent_id, r.capability, r.definition_hash, r.arguments::json,
            r.arguments_hash, a.risk_level, a.rule_id, a.reason, r.policy_revision_id, a.chain,
            a.requesters, now() + make_interval(secs => a.escalate_seconds), now() + make_interval(secs => a.ttl_seconds)
          FROM json_to_record(r.approval) AS a(id uuid, risk_level text, rule_id text, reason text,
            chain jsonb, requesters jsonb, escalate_seconds double precision, ttl_seconds double precision)
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
