-- AlterTable
ALTER TABLE "session_risk" ADD COLUMN     "asked" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "switches" ADD COLUMN     "set_in" UUID;

-- What Prisma cannot say ------------------------------------------------------------------------------------
-- Asking people is what a well-behaved agent does. However often it asks, that counts for half of the threshold at most,
-- so that asking alone never quarantines, and weighs beside what does.
CREATE FUNCTION risk_total(p_score double precision, p_asked double precision, p_threshold double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT p_score + least(p_asked, floor(p_threshold * 5) / 10)
$$;

-- What a session's risk comes to at this moment.
CREATE FUNCTION risk_now(r session_risk, p_risk json) RETURNS double precision LANGUAGE sql AS $$
  SELECT risk_total(decayed(r.score, r.at, p_risk), decayed(r.asked, r.at, p_risk), risk_threshold(r, p_risk))
$$;

-- As before, by what the risk comes to. The points of requests may make it more than it can become, which costs a lock.
CREATE OR REPLACE FUNCTION may_cross(p_sessions uuid[], p_points double precision[], p_risk json) RETURNS boolean LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM session_risk r JOIN unnest(p_sessions, p_points) AS u(session_id, points) USING (session_id)
    WHERE round((risk_now(r, p_risk) + u.points)::numeric, 1) >= risk_threshold(r, p_risk)::numeric)
$$;

-- As before, with the points of requests for approval apart from the others'.
CREATE OR REPLACE FUNCTION add_risk(p_tenant uuid, p_session uuid, p_decision uuid, p_signal text, p_points double precision,
  p_risk json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_asking boolean := p_signal IN ('approval', 'approved');
  v_score double precision; v_threshold double precision;
BEGIN
  UPDATE session_risk r SET
    score = greatest(0, decayed(r.score, r.at, p_risk) + CASE WHEN v_asking THEN 0 ELSE p_points END),
    asked = greatest(0, decayed(r.asked, r.at, p_risk) + CASE WHEN v_asking THEN p_points ELSE 0 END),
    at = clock_timestamp()
  WHERE r.session_id = p_session
  RETURNING risk_total(r.score, r.asked, risk_threshold(r, p_risk)), risk_threshold(r, p_risk) INTO v_score, v_threshold;
  INSERT INTO risk_signals (decision_id, signal, tenant_id, session_id, points, score, at)
  VALUES (p_decision, p_signal, p_tenant, p_session, p_points, v_score, clock_timestamp()) ON CONFLICT DO NOTHING;
  IF p_points > 0 AND round(v_score::numeric, 1) >= v_threshold::numeric THEN
    PERFORM quarantine_session(p_tenant, p_session, p_decision, v_score, v_threshold,
      format('risk %s reached the threshold of %s', trim_scale(round(v_score::numeric, 1)), trim_scale(round(v_threshold::numeric, 1))),
      NULL, coalesce((p_risk ->> 'agent_stop_after')::integer, 0));
  END IF;
END $$;

-- As before; a quarantine in an incident that is open already is told too, and an agent that is stopped by itself is in the
-- audit log like one that somebody stopped.
CREATE OR REPLACE FUNCTION quarantine_session(p_tenant uuid, p_session uuid, p_decision uuid, p_score double precision,
  p_threshold double precision, p_reason text, p_by uuid, p_agent_stop_after integer) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid := uuid7_now(); v_switch uuid := uuid7_now(); v_incident uuid; v_agent uuid; v_count integer; v_leaf uuid := uuid7_now();
  v_text text; v_reason text;
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
    -- Where it was open already nothing else says that there is more to see to.
    IF NOT FOUND THEN
      PERFORM note_event(p_tenant, 'incident.quarantined', 'incident', i.id, jsonb_build_object('number', i.number,
        'kind', i.kind, 'severity', i.severity, 'status', i.status, 'sessionId', i.session_id, 'agentId', i.agent_id))
      FROM incidents i WHERE i.id = v_incident;
    END IF;
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
    v_reason := v_count || ' sessions of this agent were quarantined within an hour.';
    INSERT INTO switches (id, tenant_id, scope, target, reason, origin, incident_id, set_at)
    VALUES (v_switch, p_tenant, 'agent', v_agent::text, v_reason, 'system', v_incident, clock_timestamp());
    PERFORM incident_event(p_tenant, v_incident, 'switch_set', 'Agent stopped', v_reason, 'agent', v_agent::text, NULL);
    -- As setSwitches in lib/switches writes it.
    v_leaf := uuid7_now();
    v_text := format('{"action":"switch.set","actor":{"id":"agentgate","kind":"system"},"data":{"expiresAt":null,"freeze":true,"inFlight":"finish","incidentId":"%s","origin":"system","reason":%s,"switches":[{"id":"%s","scope":"agent","target":"%s"}]},"id":"%s","requestId":"quarantine-%s","subject":{"id":"%s","kind":"switch"},"tenantId":"%s","v":1}',
      v_incident, to_json(v_reason), v_switch, v_agent, v_leaf, v_id, v_switch, p_tenant);
    INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash)
    VALUES (v_leaf, p_tenant, 'control', 'switch.set', 'system', 'agentgate', 'switch', v_switch::text,
      convert_to(v_text, 'UTF8'), sha256(convert_to(v_text, 'UTF8')));
  END IF;
  RETURN v_incident;
END $$;

-- As before, but a stop of all tenants is told to each of them.
CREATE OR REPLACE FUNCTION note_switch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  t uuid;
  v_before text := coalesce(current_setting('app.tenant_id', true), '');
  v_type text := CASE TG_OP WHEN 'INSERT' THEN 'switch.set' ELSE 'switch.cleared' END;
  v_data jsonb := jsonb_build_object('scope', NEW.scope, 'target', NEW.target, 'origin', NEW.origin);
BEGIN
  IF NEW.origin = 'drill' THEN RETURN NULL; END IF;
  IF NEW.tenant_id IS NOT NULL THEN
    PERFORM note_event(NEW.tenant_id, v_type, 'switch', NEW.id, v_data);
    RETURN NULL;
  END IF;
  FOR t IN SELECT id FROM tenants ORDER BY id LOOP
    PERFORM set_config('app.tenant_id', t::text, true);
    PERFORM note_event(t, v_type, 'switch', NEW.id, v_data);
  END LOOP;
  PERFORM set_config('app.tenant_id', v_before, true);
  RETURN NULL;
END $$;

-- As before, but a quarantine covers nothing of what its stage of release admits: admitted in lib/quarantine says the same.
CREATE OR REPLACE FUNCTION settle_freezes(p_tenant uuid) RETURNS integer LANGUAGE plpgsql AS $$
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
        AND NOT switch_lets_through(s.id, s.percent, a.session_id)
    ) OR EXISTS (
      SELECT FROM quarantines q WHERE q.session_id = a.session_id AND q.released_at IS NULL
        AND NOT EXISTS (SELECT FROM capabilities c WHERE c.tenant_id = p_tenant AND c.name = a.capability
          AND c.risk_level IN ('LOW', 'MEDIUM') AND (q.admits = 'low_risk' OR (q.admits = 'reads' AND c.operation = 'READ')))
    ) AS covered
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
DROP TRIGGER freezes ON quarantines;
CREATE TRIGGER freezes AFTER INSERT OR UPDATE OF released_at, admits ON quarantines
  FOR EACH ROW EXECUTE FUNCTION settle_freezes_of_row();
