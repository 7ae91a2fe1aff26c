-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "frozen_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "capabilities" ADD COLUMN     "result_labels" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "outcomes" ADD COLUMN     "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "switches" ADD COLUMN     "clear_reason" TEXT,
ADD COLUMN     "drained_at" TIMESTAMPTZ(3),
ADD COLUMN     "effective_at" TIMESTAMPTZ(3),
ADD COLUMN     "freezes" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "gateways" INTEGER,
ADD COLUMN     "in_flight" TEXT NOT NULL DEFAULT 'finish',
ADD COLUMN     "incident_id" UUID,
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'person',
ADD COLUMN     "percent" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "restart_asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "restart_asked_by_id" UUID,
ADD COLUMN     "restart_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "restart_confirmed_by_id" UUID,
ADD COLUMN     "restart_reason" TEXT;

-- CreateTable
CREATE TABLE "containment_settings" (
    "tenant_id" UUID NOT NULL,
    "quarantine" BOOLEAN NOT NULL DEFAULT true,
    "threshold" DOUBLE PRECISION NOT NULL DEFAULT 6,
    "half_life_seconds" INTEGER NOT NULL DEFAULT 600,
    "weights" JSONB NOT NULL DEFAULT '{}',
    "watch_minutes" INTEGER NOT NULL DEFAULT 60,
    "watch_threshold" DOUBLE PRECISION NOT NULL DEFAULT 3,
    "agent_stop_after" INTEGER NOT NULL DEFAULT 3,
    "taint_guard" BOOLEAN NOT NULL DEFAULT true,
    "guard_labels" TEXT[] DEFAULT ARRAY['pii', 'secret']::TEXT[],
    "guard_allow" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "detect_labels" TEXT[] DEFAULT ARRAY['secret']::TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "containment_settings_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "session_risk" (
    "session_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "score" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "watch_until" TIMESTAMPTZ(3),
    "watch_threshold" DOUBLE PRECISION,

    CONSTRAINT "session_risk_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "risk_signals" (
    "decision_id" UUID NOT NULL,
    "signal" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "points" DOUBLE PRECISION NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "risk_signals_pkey" PRIMARY KEY ("decision_id","signal")
);

-- CreateTable
CREATE TABLE "quarantines" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "decision_id" UUID,
    "score" DOUBLE PRECISION NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "reason" TEXT NOT NULL,
    "opened_by_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "admits" TEXT NOT NULL DEFAULT 'nothing',
    "revocation" TEXT NOT NULL DEFAULT 'pending',
    "revocation_detail" TEXT NOT NULL DEFAULT '',
    "released_by_id" UUID,
    "released_at" TIMESTAMPTZ(3),
    "release_reason" TEXT,

    CONSTRAINT "quarantines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "target" TEXT,
    "kind" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "per_seconds" INTEGER,
    "burst" INTEGER,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_buckets" (
    "tenant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_buckets_pkey" PRIMARY KEY ("tenant_id","key")
);

-- CreateTable
CREATE TABLE "gateway_processes" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gateway_processes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "control_acks" (
    "process_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "epoch" BIGINT NOT NULL,
    "acked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "control_acks_pkey" PRIMARY KEY ("process_id","tenant_id")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "session_id" UUID,
    "agent_id" UUID,
    "alert_id" UUID,
    "opened_by_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "contained_at" TIMESTAMPTZ(3),
    "mitigated_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "reviewed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_people" (
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_people_pkey" PRIMARY KEY ("incident_id","user_id","role")
);

-- CreateTable
CREATE TABLE "incident_events" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "original_at" TIMESTAMPTZ(3),
    "correction" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '',
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "pinned" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "incident_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_steps" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'todo',
    "owner_id" UUID,
    "evidence" TEXT NOT NULL DEFAULT '',
    "updated_by_id" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_links" (
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "added_by_id" UUID,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_links_pkey" PRIMARY KEY ("incident_id","subject_kind","subject_id")
);

-- CreateTable
CREATE TABLE "incident_compensations" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "decision_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "capability" TEXT,
    "run_call_id" UUID,
    "run_session_id" UUID,
    "approval_id" UUID,
    "detail" TEXT NOT NULL DEFAULT '',
    "by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_compensations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "session_risk_tenant_id_idx" ON "session_risk"("tenant_id");

-- CreateIndex
CREATE INDEX "risk_signals_tenant_id_session_id_at_idx" ON "risk_signals"("tenant_id", "session_id", "at");

-- CreateIndex
CREATE INDEX "quarantines_tenant_id_session_id_opened_at_idx" ON "quarantines"("tenant_id", "session_id", "opened_at");

-- CreateIndex
CREATE INDEX "quarantines_tenant_id_agent_id_opened_at_idx" ON "quarantines"("tenant_id", "agent_id", "opened_at");

-- CreateIndex
CREATE INDEX "quarantines_tenant_id_incident_id_idx" ON "quarantines"("tenant_id", "incident_id");

-- CreateIndex
CREATE INDEX "rate_limits_tenant_id_idx" ON "rate_limits"("tenant_id");

-- CreateIndex
CREATE INDEX "control_acks_tenant_id_idx" ON "control_acks"("tenant_id");

-- CreateIndex
CREATE INDEX "incidents_tenant_id_status_opened_at_idx" ON "incidents"("tenant_id", "status", "opened_at");

-- CreateIndex
CREATE INDEX "incidents_tenant_id_session_id_idx" ON "incidents"("tenant_id", "session_id");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_tenant_id_number_key" ON "incidents"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "incident_people_tenant_id_user_id_idx" ON "incident_people"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "incident_events_tenant_id_incident_id_at_idx" ON "incident_events"("tenant_id", "incident_id", "at");

-- CreateIndex
CREATE INDEX "incident_steps_tenant_id_incident_id_position_idx" ON "incident_steps"("tenant_id", "incident_id", "position");

-- CreateIndex
CREATE INDEX "incident_links_tenant_id_subject_kind_subject_id_idx" ON "incident_links"("tenant_id", "subject_kind", "subject_id");

-- CreateIndex
CREATE INDEX "incident_compensations_tenant_id_decision_id_idx" ON "incident_compensations"("tenant_id", "decision_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_compensations_incident_id_decision_id_key" ON "incident_compensations"("incident_id", "decision_id");

-- AddForeignKey
ALTER TABLE "control_acks" ADD CONSTRAINT "control_acks_process_id_fkey" FOREIGN KEY ("process_id") REFERENCES "gateway_processes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_people" ADD CONSTRAINT "incident_people_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_events" ADD CONSTRAINT "incident_events_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_steps" ADD CONSTRAINT "incident_steps_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_links" ADD CONSTRAINT "incident_links_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_compensations" ADD CONSTRAINT "incident_compensations_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say ------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE ON gateway_processes, control_acks, containment_settings, session_risk, quarantines,
  rate_limits, rate_buckets, incidents, incident_steps, incident_compensations TO agentgate_app;
GRANT SELECT, INSERT ON risk_signals, incident_people, incident_events, incident_links TO agentgate_app;
-- Of what happened, only when it is shown and whether it stands out may change; the original time is kept beside it.
GRANT UPDATE (at, original_at, correction, pinned) ON incident_events TO agentgate_app;
GRANT DELETE ON gateway_processes, control_acks, rate_limits, rate_buckets, incident_people, incident_links TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['containment_settings', 'session_risk', 'risk_signals', 'quarantines', 'rate_limits',
    'rate_buckets', 'incidents', 'incident_people', 'incident_events', 'incident_steps', 'incident_links',
    'incident_compensations']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['gateway_processes', 'control_acks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
-- Processes belong to the installation. Whether they are alive is everybody's to know; only the system writes.
CREATE POLICY system ON gateway_processes USING (true) WITH CHECK (current_setting('app.system', true) = 'on');
CREATE POLICY system ON control_acks
  USING (tenant_id = (SELECT app_tenant_or_null()) OR current_setting('app.system', true) = 'on')
  WITH CHECK (tenant_id = (SELECT app_tenant_or_null()) OR current_setting('app.system', true) = 'on');

ALTER TABLE switches
  ADD CONSTRAINT origin_known CHECK (origin IN ('person', 'cli', 'system', 'drill')),
  ADD CONSTRAINT in_flight_known CHECK (in_flight IN ('finish', 'cancel')),
  ADD CONSTRAINT percent_fits CHECK (percent BETWEEN 0 AND 99),
  ADD CONSTRAINT restart_takes_two CHECK (restart_confirmed_by_id IS NULL OR restart_confirmed_by_id <> restart_asked_by_id);
ALTER TABLE containment_settings
  ADD CONSTRAINT numbers_fit CHECK (threshold > 0 AND half_life_seconds > 0 AND watch_minutes >= 0 AND watch_threshold > 0
    AND agent_stop_after >= 0),
  ADD CONSTRAINT labels_known CHECK (guard_labels <@ ARRAY['pii', 'secret', 'external'] AND detect_labels <@ ARRAY['pii', 'secret', 'external']);
ALTER TABLE capabilities ADD CONSTRAINT result_labels_known CHECK (result_labels <@ ARRAY['pii', 'secret', 'external']);
ALTER TABLE quarantines
  ADD CONSTRAINT admits_known CHECK (admits IN ('nothing', 'reads', 'low_risk')),
  ADD CONSTRAINT revocation_known CHECK (revocation IN ('pending', 'done', 'failed'));
CREATE UNIQUE INDEX quarantines_one_open ON quarantines (session_id) WHERE released_at IS NULL;
CREATE INDEX quarantines_to_revoke ON quarantines (tenant_id, opened_at) WHERE revocation <> 'done' AND released_at IS NULL;
ALTER TABLE rate_limits
  ADD CONSTRAINT scope_known CHECK (scope IN ('tenant', 'agent', 'capability', 'upstream')),
  ADD CONSTRAINT kind_known CHECK (kind IN ('rate', 'quota_day', 'quota_month')),
  ADD CONSTRAINT numbers_fit CHECK (calls > 0 AND (kind = 'rate') = (per_seconds IS NOT NULL)
    AND (kind = 'rate') = (burst IS NOT NULL) AND coalesce(per_seconds, 1) > 0 AND coalesce(burst, 1) > 0),
  ADD CONSTRAINT tenant_has_no_target CHECK (scope <> 'tenant' OR target IS NULL);
ALTER TABLE incidents
  ADD CONSTRAINT kind_known CHECK (kind IN ('quarantine', 'manual', 'alert')),
  ADD CONSTRAINT severity_known CHECK (severity IN ('SEV1', 'SEV2', 'SEV3', 'SEV4')),
  ADD CONSTRAINT status_known CHECK (status IN ('open', 'contained', 'mitigated', 'resolved', 'reviewed'));
ALTER TABLE incident_people
  ADD CONSTRAINT role_known CHECK (role IN ('commander', 'communications', 'scribe', 'responder'));
CREATE UNIQUE INDEX incident_people_one_commander ON incident_people (incident_id) WHERE role = 'commander';
ALTER TABLE incident_events
  ADD CONSTRAINT correction_keeps_original CHECK ((original_at IS NULL) = (correction IS NULL));
ALTER TABLE incident_steps
  ADD CONSTRAINT kind_known CHECK (kind IN ('contain', 'revoke', 'assess', 'compensate', 'release', 'monitor', 'custom')),
  ADD CONSTRAINT state_known CHECK (state IN ('todo', 'doing', 'done', 'failed', 'skipped'));
ALTER TABLE incident_compensations
  ADD CONSTRAINT state_known CHECK (state IN ('running', 'waiting', 'done', 'failed', 'manual', 'skipped'));
ALTER TABLE outcomes ADD CONSTRAINT labels_known CHECK (labels <@ ARRAY['pii', 'secret', 'external']);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON risk_signals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON risk_signals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX approvals_frozen ON approvals (tenant_id) WHERE frozen_at IS NOT NULL;

-- The control epoch ---------------------------------------------------------------------------------------
-- As before, but a switch without a tenant raises every tenant's, in the order of their ids.
CREATE OR REPLACE FUNCTION raise_control_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  t uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
  v_before text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
  IF t IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(control_lock_key(t));
    UPDATE tenants SET control_epoch = control_epoch + 1 WHERE id = t;
    PERFORM pg_notify('agentgate_control', t::text);
    RETURN NULL;
  END IF;
  FOR t IN SELECT id FROM tenants ORDER BY id LOOP
    PERFORM pg_advisory_xact_lock(control_lock_key(t));
    PERFORM set_config('app.tenant_id', t::text, true);
    UPDATE tenants SET control_epoch = control_epoch + 1 WHERE id = t;
    PERFORM pg_notify('agentgate_control', t::text);
  END LOOP;
  PERFORM set_config('app.tenant_id', v_before, true);
  RETURN NULL;
END $$;
-- What is only known of a switch later (when it was in force everywhere) changes nothing that is enforced.
DROP TRIGGER control_epoch ON switches;
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OF cleared_at, percent, expires_at, in_flight ON switches
  FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OF admits, released_at ON quarantines
  FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON containment_settings
  FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON rate_limits
  FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();

-- Freezing what waits for people ----------------------------------------------------------------------------
-- Brings every pending request of a tenant into line with what stops it now: frozen while a switch that freezes, or a
-- quarantine, covers it; thawed when nothing does, with the time it stood still added to its clocks.
CREATE FUNCTION settle_freezes(p_tenant uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE n integer;
BEGIN
  WITH waiting AS (
    SELECT a.id, a.frozen_at, EXISTS (
      SELECT FROM switches s
      WHERE s.cleared_at IS NULL AND s.freezes AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
        AND (s.tenant_id IS NULL OR s.tenant_id = p_tenant)
        AND CASE s.scope
          WHEN 'agent' THEN s.target = a.agent_id::text
          WHEN 'capability' THEN s.target = a.capability
          WHEN 'session' THEN s.target = a.session_id::text
          WHEN 'upstream' THEN EXISTS (SELECT FROM capabilities c JOIN upstreams u ON u.id = c.upstream_id
            WHERE c.tenant_id = p_tenant AND c.name = a.capability AND u.slug = s.target)
          ELSE true END
    ) OR EXISTS (SELECT FROM quarantines q WHERE q.session_id = a.session_id AND q.released_at IS NULL) AS covered
    FROM approvals a WHERE a.tenant_id = p_tenant AND a.status = 'pending'
  )
  UPDATE approvals a SET
    frozen_at = CASE WHEN w.covered THEN clock_timestamp() END,
    expires_at = CASE WHEN w.covered THEN a.expires_at ELSE a.expires_at + (clock_timestamp() - a.frozen_at) END,
    escalates_at = CASE WHEN w.covered THEN a.escalates_at ELSE a.escalates_at + (clock_timestamp() - a.frozen_at) END
  FROM waiting w WHERE a.id = w.id AND w.covered <> (w.frozen_at IS NOT NULL);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE FUNCTION settle_freezes_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A switch for all tenants is settled by each tenant's maintenance.
  IF NEW.tenant_id IS NOT NULL THEN PERFORM settle_freezes(NEW.tenant_id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER freezes AFTER INSERT OR UPDATE OF cleared_at, expires_at ON switches
  FOR EACH ROW EXECUTE FUNCTION settle_freezes_of_row();
CREATE TRIGGER freezes AFTER INSERT OR UPDATE OF released_at ON quarantines
  FOR EACH ROW EXECUTE FUNCTION settle_freezes_of_row();
CREATE TRIGGER notify_frozen AFTER UPDATE OF frozen_at ON approvals FOR EACH ROW
  WHEN (OLD.frozen_at IS DISTINCT FROM NEW.frozen_at) EXECUTE FUNCTION notify_approval();

-- Incidents -------------------------------------------------------------------------------------------------
-- A UUIDv7 (RFC 9562) made here: a random one with the time in front and its version set to 7.
CREATE FUNCTION uuid7_now() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

CREATE FUNCTION incident_event(p_tenant uuid, p_incident uuid, p_kind text, p_title text, p_body text,
  p_subject_kind text, p_subject_id text, p_by uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO incident_events (id, tenant_id, incident_id, kind, at, recorded_at, actor_kind, actor_id, title, body,
    subject_kind, subject_id)
  VALUES (uuid7_now(), p_tenant, p_incident, p_kind, clock_timestamp(), clock_timestamp(),
    CASE WHEN p_by IS NULL THEN 'system' ELSE 'user' END, coalesce(p_by::text, 'agentgate'), p_title, p_body,
    p_subject_kind, p_subject_id)
$$;

-- Opens an incident with the next number of its tenant, its runbook and its first event. @returns its id
CREATE FUNCTION open_incident(p_tenant uuid, p_title text, p_kind text, p_severity text, p_session uuid, p_agent uuid,
  p_alert uuid, p_by uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE v_id uuid := uuid7_now();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('agentgate.incidents.' || p_tenant::text, 0));
  INSERT INTO incidents (id, tenant_id, number, title, kind, severity, session_id, agent_id, alert_id, opened_by_id, opened_at)
  SELECT v_id, p_tenant, coalesce(max(number), 0) + 1, p_title, p_kind, p_severity, p_session, p_agent, p_alert, p_by,
    clock_timestamp()
  FROM incidents WHERE tenant_id = p_tenant;
  INSERT INTO incident_steps (id, tenant_id, incident_id, position, kind, title)
  SELECT uuid7_now(), p_tenant, v_id, s.position, s.kind, s.title
  FROM (VALUES (1, 'contain', 'Contain'), (2, 'revoke', 'Revoke credentials'), (3, 'assess', 'Assess the effects'),
    (4, 'compensate', 'Compensate'), (5, 'release', 'Release'), (6, 'monitor', 'Watch for a relapse')) AS s(position, kind, title);
  PERFORM incident_event(p_tenant, v_id, 'opened', p_title, '', NULL, NULL, p_by);
  RETURN v_id;
END $$;

CREATE FUNCTION notify_incident() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v jsonb := to_jsonb(NEW);
BEGIN
  PERFORM pg_notify('agentgate_incidents', json_build_object('t', v ->> 'tenant_id',
    'i', CASE TG_TABLE_NAME WHEN 'incidents' THEN v ->> 'id' ELSE v ->> 'incident_id' END)::text);
  RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['incidents', 'incident_people', 'incident_events', 'incident_steps', 'incident_links',
    'incident_compensations']
  LOOP
    EXECUTE format('CREATE TRIGGER notify AFTER INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION notify_incident()', t);
  END LOOP;
END $$;

-- Never with what people wrote into it: who may read that signs in to do so.
CREATE FUNCTION note_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_event(NEW.tenant_id, CASE TG_OP WHEN 'INSERT' THEN 'incident.opened' ELSE 'incident.' || NEW.status END,
    'incident', NEW.id, jsonb_build_object('number', NEW.number, 'kind', NEW.kind, 'severity', NEW.severity,
      'status', NEW.status, 'sessionId', NEW.session_id, 'agentId', NEW.agent_id));
  RETURN NULL;
END $$;
CREATE TRIGGER note_opened AFTER INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION note_incident();
CREATE TRIGGER note_status AFTER UPDATE OF status ON incidents FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION note_incident();

CREATE FUNCTION note_switch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A switch for all tenants is told to whoever runs the installation, a drill to nobody.
  IF NEW.tenant_id IS NULL OR NEW.origin = 'drill' THEN RETURN NULL; END IF;
  PERFORM note_event(NEW.tenant_id, CASE TG_OP WHEN 'INSERT' THEN 'switch.set' ELSE 'switch.cleared' END, 'switch', NEW.id,
    jsonb_build_object('scope', NEW.scope, 'target', NEW.target, 'origin', NEW.origin));
  RETURN NULL;
END $$;
CREATE TRIGGER note_set AFTER INSERT ON switches FOR EACH ROW EXECUTE FUNCTION note_switch();
CREATE TRIGGER note_cleared AFTER UPDATE OF cleared_at ON switches FOR EACH ROW
  WHEN (OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL) EXECUTE FUNCTION note_switch();

-- Risk and quarantine ---------------------------------------------------------------------------------------
-- p_risk everywhere: {threshold, half_life (seconds), agent_stop_after}. Points are added in the transaction of the
-- decision or outcome they come from, and crossing the threshold quarantines in that transaction too: there is no
-- moment in which a session is above it and free. Locks are taken in one order: risk rows by id, then the tenant's
-- control lock, then the incidents' number.
CREATE FUNCTION decayed(p_score double precision, p_at timestamptz, p_risk json) RETURNS double precision LANGUAGE sql AS $$
  SELECT p_score * power(0.5::double precision,
    greatest(extract(epoch FROM clock_timestamp() - p_at), 0)::double precision / (p_risk ->> 'half_life')::double precision)
$$;

CREATE FUNCTION lock_risk(p_tenant uuid, p_sessions uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO session_risk (session_id, tenant_id, at)
  SELECT DISTINCT s, p_tenant, clock_timestamp() FROM unnest(p_sessions) AS s ORDER BY 1 ON CONFLICT DO NOTHING;
  PERFORM FROM session_risk WHERE session_id = ANY (p_sessions) ORDER BY session_id FOR UPDATE;
END $$;

CREATE FUNCTION risk_threshold(r session_risk, p_risk json) RETURNS double precision LANGUAGE sql AS $$
  SELECT CASE WHEN r.watch_until > clock_timestamp()
    THEN least(r.watch_threshold, (p_risk ->> 'threshold')::double precision) ELSE (p_risk ->> 'threshold')::double precision END
$$;

-- Whether so many points more could put one of these sessions over the line. Rounded as people see it.
CREATE FUNCTION may_cross(p_sessions uuid[], p_points double precision[], p_risk json) RETURNS boolean LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM session_risk r JOIN unnest(p_sessions, p_points) AS u(session_id, points) USING (session_id)
    WHERE round((decayed(r.score, r.at, p_risk) + u.points)::numeric, 1) >= risk_threshold(r, p_risk)::numeric)
$$;

CREATE FUNCTION quarantine_session(p_tenant uuid, p_session uuid, p_decision uuid, p_score double precision,
  p_threshold double precision, p_reason text, p_by uuid, p_agent_stop_after integer) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid := uuid7_now(); v_incident uuid; v_agent uuid; v_count integer; v_leaf uuid := uuid7_now(); v_text text;
  v_score text := trim_scale(round(p_score::numeric, 1))::text;
  v_threshold text := trim_scale(round(p_threshold::numeric, 1))::text;
BEGIN
  PERFORM pg_advisory_xact_lock(control_lock_key(p_tenant));
  IF EXISTS (SELECT FROM quarantines WHERE session_id = p_session AND released_at IS NULL) THEN RETURN NULL; END IF;
  SELECT agent_id INTO v_agent FROM sessions WHERE id = p_session;
  IF v_agent IS NULL THEN RETURN NULL; END IF;
  -- A relapse belongs to the incident that people are still at.
  SELECT id INTO v_incident FROM incidents
  WHERE tenant_id = p_tenant AND session_id = p_session AND status NOT IN ('resolved', 'reviewed') ORDER BY number DESC LIMIT 1;
  IF v_incident IS NULL THEN
    v_incident := open_incident(p_tenant, 'Session quarantined: ' || p_reason, 'quarantine', 'SEV3', p_session, v_agent, NULL, p_by);
  ELSE
    UPDATE incidents SET status = 'open', version = version + 1 WHERE id = v_incident AND status <> 'open';
  END IF;
  INSERT INTO quarantines (id, tenant_id, session_id, agent_id, incident_id, decision_id, score, threshold, reason, opened_by_id, opened_at)
  VALUES (v_id, p_tenant, p_session, v_agent, v_incident, p_decision, p_score, p_threshold, p_reason, p_by, clock_timestamp());
  PERFORM incident_event(p_tenant, v_incident, 'quarantined', 'Session quarantined', p_reason, 'session', p_session::text, p_by);
  UPDATE incident_steps SET state = 'done', evidence = 'The session is quarantined.', updated_at = clock_timestamp()
  WHERE incident_id = v_incident AND kind = 'contain' AND state <> 'done';
  UPDATE incident_steps SET state = 'doing', updated_at = clock_timestamp()
  WHERE incident_id = v_incident AND kind = 'revoke';
  -- RFC 8785: sorted keys, no spaces, numbers without trailing zeros.
  v_text := format('{"action":"session.quarantined","actor":{"id":%s,"kind":%s},"data":{"agentId":"%s","decisionId":%s,"incidentId":"%s","score":%s,"threshold":%s},"id":"%s","requestId":"quarantine-%s","subject":{"id":"%s","kind":"session"},"tenantId":"%s","v":1}',
    to_json(coalesce(p_by::text, 'agentgate')), CASE WHEN p_by IS NULL THEN '"system"' ELSE '"user"' END, v_agent,
    coalesce(to_json(p_decision::text)::text, 'null'), v_incident, v_score, v_threshold, v_leaf, v_id, p_session, p_tenant);
  INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash)
  VALUES (v_leaf, p_tenant, 'control', 'session.quarantined', CASE WHEN p_by IS NULL THEN 'system' ELSE 'user' END,
    coalesce(p_by::text, 'agentgate'), 'session', p_session::text, convert_to(v_text, 'UTF8'), sha256(convert_to(v_text, 'UTF8')));
  -- An agent that keeps opening sessions that end here is stopped as a whole; never more than that by itself.
  SELECT count(*) INTO v_count FROM quarantines
  WHERE tenant_id = p_tenant AND agent_id = v_agent AND opened_at > clock_timestamp() - interval '1 hour';
  IF p_agent_stop_after > 0 AND v_count >= p_agent_stop_after AND NOT EXISTS (SELECT FROM switches
    WHERE tenant_id = p_tenant AND scope = 'agent' AND target = v_agent::text AND cleared_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp())) THEN
    INSERT INTO switches (id, tenant_id, scope, target, reason, origin, incident_id, set_at)
    VALUES (uuid7_now(), p_tenant, 'agent', v_agent::text, v_count || ' sessions of this agent were quarantined within an hour.',
      'system', v_incident, clock_timestamp());
    PERFORM incident_event(p_tenant, v_incident, 'switch_set', 'Agent stopped',
      v_count || ' sessions of this agent were quarantined within an hour.', 'agent', v_agent::text, NULL);
  END IF;
  RETURN v_incident;
END $$;

CREATE FUNCTION add_risk(p_tenant uuid, p_session uuid, p_decision uuid, p_signal text, p_points double precision, p_risk json)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_score double precision; v_threshold double precision;
BEGIN
  UPDATE session_risk r SET score = greatest(0, decayed(r.score, r.at, p_risk) + p_points), at = clock_timestamp()
  WHERE r.session_id = p_session RETURNING r.score, risk_threshold(r, p_risk) INTO v_score, v_threshold;
  INSERT INTO risk_signals (decision_id, signal, tenant_id, session_id, points, score, at)
  VALUES (p_decision, p_signal, p_tenant, p_session, p_points, v_score, clock_timestamp()) ON CONFLICT DO NOTHING;
  IF p_points > 0 AND round(v_score::numeric, 1) >= v_threshold::numeric THEN
    PERFORM quarantine_session(p_tenant, p_session, p_decision, v_score, v_threshold,
      format('risk %s reached the threshold of %s', trim_scale(round(v_score::numeric, 1)), trim_scale(round(v_threshold::numeric, 1))),
      NULL, coalesce((p_risk ->> 'agent_stop_after')::integer, 0));
  END IF;
END $$;

-- Committing, with risk -------------------------------------------------------------------------------------
-- As before. p_risky and p_points: the sessions whose risk these rows can raise, and by how much at most; p_risk is null
-- where the tenant quarantines nothing. Points of a row that is not committed are not added.
DROP FUNCTION record_decisions(uuid, uuid[], bigint[], uuid[], json, json);
CREATE FUNCTION record_decisions(p_tenant uuid, p_ids uuid[], p_epochs bigint[], p_sessions uuid[], p_special json, p_rows json,
  p_risky uuid[], p_points double precision[], p_risk json)
RETURNS TABLE (id uuid, status text, ref uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_epoch bigint; r record; v_ref uuid; v_status text;
  v_ended uuid[]; v_rejected uuid[] := '{}';
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF p_risk IS NOT NULL THEN PERFORM lock_risk(p_tenant, p_risky); END IF;
  -- Who may quarantine a session changes what is enforced, and so has to be alone; a shared lock can't become one.
  IF p_risk IS NOT NULL AND may_cross(p_risky, p_points, p_risk) THEN
    PERFORM pg_advisory_xact_lock(control_lock_key(p_tenant));
  ELSE
    PERFORM pg_advisory_xact_lock_shared(control_lock_key(p_tenant));
  END IF;
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

  IF p_risk IS NOT NULL THEN
    PERFORM add_risk(p_tenant, x.session_id, x.id, x.risk_signal, x.risk_points, p_risk)
    FROM json_to_recordset(p_rows) AS x(id uuid, session_id uuid, risk_signal text, risk_points double precision)
    WHERE x.risk_signal IS NOT NULL AND x.session_id IS NOT NULL AND x.id <> ALL (v_rejected);
  END IF;
END $$;

-- As before, with when a call was first sent, the labels its result leaves on the session, and its risk. Labels stick in
-- the same transaction: who has read the result can't call before they do.
DROP FUNCTION record_outcomes(uuid, json);
CREATE FUNCTION record_outcomes(p_tenant uuid, p_rows json, p_risky uuid[], p_risk json) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE v_stored uuid[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF p_risk IS NOT NULL THEN PERFORM lock_risk(p_tenant, p_risky); END IF;
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset(p_rows) AS x(decision_id uuid, call_id uuid, session_id uuid, status text, result text,
      result_hash text, error_code text, error_message text, attempts int, duration_ms int, started_at timestamptz,
      labels json, leaf_id uuid, leaf text)
  ), stored AS (
    INSERT INTO outcomes (decision_id, tenant_id, call_id, session_id, status, result, result_hash, error_code,
      error_message, attempts, duration_ms, started_at, labels)
    SELECT x.decision_id, p_tenant, x.call_id, x.session_id, x.status, x.result::json, x.result_hash, x.error_code,
      x.error_message, x.attempts, x.duration_ms, x.started_at,
      ARRAY(SELECT json_array_elements_text(coalesce(x.labels, '[]')))
    FROM x
    ON CONFLICT DO NOTHING
    RETURNING decision_id, session_id, labels
  ), tainted AS (
    UPDATE sessions s SET taint = ARRAY(SELECT DISTINCT l FROM unnest(s.taint || n.labels) AS l ORDER BY l)
    FROM (SELECT session_id, array_agg(l) AS labels FROM stored, unnest(stored.labels) AS l GROUP BY session_id) n
    WHERE s.id = n.session_id AND NOT s.taint @> n.labels
  ), leaves AS (
    INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash)
    SELECT x.leaf_id, p_tenant, 'call', 'outcome.recorded', 'system', 'agentgate', 'decision', x.decision_id::text,
      convert_to(x.leaf, 'UTF8'), sha256(convert_to(x.leaf, 'UTF8'))
    FROM x JOIN stored USING (decision_id)
  )
  SELECT coalesce(array_agg(decision_id), '{}') INTO v_stored FROM stored;

  IF p_risk IS NOT NULL THEN
    PERFORM add_risk(p_tenant, x.session_id, x.decision_id, x.risk_signal, x.risk_points, p_risk)
    FROM json_to_recordset(p_rows) AS x(decision_id uuid, session_id uuid, risk_signal text, risk_points double precision)
    WHERE x.risk_signal IS NOT NULL AND x.session_id IS NOT NULL AND x.decision_id = ANY (v_stored);
  END IF;
  RETURN cardinality(v_stored);
END $$;

GRANT EXECUTE ON FUNCTION record_decisions(uuid, uuid[], bigint[], uuid[], json, json, uuid[], double precision[], json),
  record_outcomes(uuid, json, uuid[], json) TO agentgate_app;
