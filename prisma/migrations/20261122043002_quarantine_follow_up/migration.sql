-- AlterTable
ALTER TABLE "quarantines" ADD COLUMN     "revocation_due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "revocation_tries" INTEGER NOT NULL DEFAULT 0;

-- What Prisma cannot say ------------------------------------------------------------------------------------
-- A quarantine may be released before its credentials are revoked: they are seen to all the same.
DROP INDEX quarantines_to_revoke;
CREATE INDEX quarantines_to_revoke ON quarantines (tenant_id, revocation_due_at) WHERE revocation <> 'done';
CREATE INDEX session_risk_watched ON session_risk (tenant_id, watch_until) WHERE watch_until IS NOT NULL;

-- A session that is quarantined again: its watch is over, and the incident of before learns of it. Where people had
-- resolved that one, there is a new one, and each leads to the other.
CREATE FUNCTION note_relapse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_before uuid;
BEGIN
  UPDATE session_risk SET watch_until = NULL, watch_threshold = NULL
  WHERE session_id = NEW.session_id AND watch_until IS NOT NULL;
  SELECT incident_id INTO v_before FROM quarantines
  WHERE session_id = NEW.session_id AND id <> NEW.id ORDER BY opened_at DESC, id DESC LIMIT 1;
  IF v_before IS NULL THEN RETURN NULL; END IF;
  UPDATE incident_steps SET state = 'failed', evidence = 'The session was quarantined again: ' || NEW.reason,
    updated_at = clock_timestamp()
  WHERE incident_id = v_before AND kind = 'monitor' AND state = 'doing';
  IF v_before = NEW.incident_id THEN
    UPDATE incident_steps SET state = 'todo', evidence = '', updated_at = clock_timestamp()
    WHERE incident_id = v_before AND kind = 'release' AND state IN ('doing', 'done');
  ELSE
    INSERT INTO incident_links (tenant_id, incident_id, subject_kind, subject_id)
    VALUES (NEW.tenant_id, NEW.incident_id, 'incident', v_before::text), (NEW.tenant_id, v_before, 'incident', NEW.incident_id::text)
    ON CONFLICT DO NOTHING;
    PERFORM incident_event(NEW.tenant_id, v_before, 'linked', 'Session quarantined again', NEW.reason, 'incident',
      NEW.incident_id::text, NULL);
    PERFORM incident_event(NEW.tenant_id, NEW.incident_id, 'linked', 'Quarantined before',
      'This session was released from an earlier quarantine.', 'incident', v_before::text, NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER relapse AFTER INSERT ON quarantines FOR EACH ROW EXECUTE FUNCTION note_relapse();
