-- A restart in stages lets the requests of the sessions that run again be decided; and what a stop met is recorded by the
-- maintenance, so that neither the stop nor its answer waits for it, and no crash loses it.

-- AlterTable
ALTER TABLE "switches" ADD COLUMN     "action_id" UUID,
ADD COLUMN     "uncovered_in" UUID;

CREATE INDEX switches_action ON switches (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX switches_uncovered ON switches (uncovered_in) WHERE uncovered_in IS NOT NULL;

-- Stages ------------------------------------------------------------------------------------------------------
-- Whether a switch that is lifted in stages lets a session through: letsThrough in lib/gateway/enforce says the same.
CREATE FUNCTION switch_lets_through(p_switch uuid, p_percent integer, p_session uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT p_percent > 0 AND coalesce(('x00000000' || encode(substring(
    sha256(convert_to(p_switch::text || p_session::text, 'UTF8')) FROM 1 FOR 4), 'hex'))::bit(64)::bigint::float8
    / 4294967296 * 100 < p_percent, false)
$$;

-- As before, but a switch covers nothing of the sessions that it lets through.
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
DROP TRIGGER freezes ON switches;
CREATE TRIGGER freezes AFTER INSERT OR UPDATE OF cleared_at, expires_at, percent ON switches
  FOR EACH ROW EXECUTE FUNCTION settle_freezes_of_row();

-- Timers ask who has a stop to record -----------------------------------------------------------------------------
GRANT SELECT (uncovered_in) ON switches TO agentgate_timers;
GRANT CREATE ON SCHEMA public TO agentgate_timers;
SET LOCAL ROLE agentgate_timers;
-- As before, with stops of which it is not recorded what they met.
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
        AND (s.tenant_id IS NULL OR s.tenant_id = a.tenant_id)))
    UNION
    SELECT s.uncovered_in FROM switches s WHERE s.uncovered_in IS NOT NULL;
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
