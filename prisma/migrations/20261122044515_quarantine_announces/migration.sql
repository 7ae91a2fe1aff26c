-- What processes have cached of a session's credentials is not handed out any more from the moment it is quarantined;
-- maintenance revokes it at its issuer after that.
CREATE FUNCTION announce_quarantine() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('agentgate_credentials', NEW.session_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT ON quarantines FOR EACH ROW EXECUTE FUNCTION announce_quarantine();
