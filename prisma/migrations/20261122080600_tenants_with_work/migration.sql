-- Timers ask once which tenants have work, instead of entering every tenant to find none. Row-level security is forced
-- on the owner too, so the question is put by a role of its own, which nobody can log in as: it sees the columns named
-- here and nothing else, and whoever calls the function learns ids of tenants.
DO $$ BEGIN
  CREATE ROLE agentgate_timers NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- Roles are the cluster's: another database made it.
END $$;
-- To hand the function over. Without INHERIT the owner has none of its rights.
DO $$ BEGIN EXECUTE format('GRANT agentgate_timers TO %I WITH INHERIT FALSE, SET TRUE', current_user); END $$;

GRANT USAGE, CREATE ON SCHEMA public TO agentgate_timers;
GRANT SELECT (id) ON tenants TO agentgate_timers;
GRANT SELECT (tenant_id, state, scheduled_at) ON policy_revisions TO agentgate_timers;
GRANT SELECT (tenant_id, status, session_id, agent_id, escalates_at, escalated_at, expires_at, frozen_at) ON approvals TO agentgate_timers;
GRANT SELECT (tenant_id, freezes, effective_at, expires_at, drained_at, cleared_at) ON switches TO agentgate_timers;
GRANT SELECT (tenant_id, session_id, released_at, revocation, revocation_due_at) ON quarantines TO agentgate_timers;
GRANT SELECT (tenant_id, watch_until) ON session_risk TO agentgate_timers;
GRANT SELECT (id, ended_at) ON sessions TO agentgate_timers;
GRANT SELECT (id, test, disabled_at) ON agents TO agentgate_timers;
GRANT SELECT (agent_id, revoked_at, expires_at) ON api_keys TO agentgate_timers;
GRANT SELECT (tenant_id, state) ON incident_compensations TO agentgate_timers;
GRANT SELECT (tenant_id, session_id, state, attempts, next_try_at, expires_at) ON issued_credentials TO agentgate_timers;
GRANT SELECT (tenant_id, id) ON decisions TO agentgate_timers;
GRANT SELECT (tenant_id, counted_until, settled_until) ON traffic_marks TO agentgate_timers;
GRANT SELECT (tenant_id, spread_at) ON notification_events TO agentgate_timers;
GRANT SELECT (tenant_id, state, next_attempt_at) ON notification_deliveries TO agentgate_timers;
GRANT SELECT (tenant_id, id, disabled_at) ON upstreams TO agentgate_timers;
GRANT SELECT (upstream_id, checked_at) ON upstream_health TO agentgate_timers;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tenants', 'policy_revisions', 'approvals', 'switches', 'quarantines', 'session_risk', 'sessions',
    'agents', 'api_keys', 'incident_compensations', 'issued_credentials', 'decisions', 'traffic_marks',
    'notification_events', 'notification_deliveries', 'upstreams', 'upstream_health']
  LOOP
    EXECUTE format('CREATE POLICY timers ON %I FOR SELECT TO agentgate_timers USING (true)', t);
  END LOOP;
END $$;

-- What is due is little; in these two it had no index.
CREATE INDEX incident_compensations_open ON incident_compensations (tenant_id) WHERE state IN ('running', 'waiting');
CREATE INDEX policy_revisions_scheduled ON policy_revisions (scheduled_at) WHERE state = 'in_review' AND scheduled_at IS NOT NULL;

-- Tenants that have work of a kind now. It may name one that has none, and never leaves out one that has: what is to be
-- done is decided by the work itself, inside the tenant.
CREATE FUNCTION tenants_with_work(kind text) RETURNS SETOF uuid
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
  ELSE
    RAISE EXCEPTION 'No work of kind %', kind USING ERRCODE = 'invalid_parameter_value';
  END CASE;
END $$;
REVOKE ALL ON FUNCTION tenants_with_work(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_with_work(text) TO agentgate_app;
ALTER FUNCTION tenants_with_work(text) OWNER TO agentgate_timers;
REVOKE CREATE ON SCHEMA public FROM agentgate_timers;
