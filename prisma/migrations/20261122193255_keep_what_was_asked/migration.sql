-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "consequence" TEXT;

-- The sentence that people decide by is kept with the request. Whoever edits the capability's template later changes neither
-- what waits nor what was decided.
CREATE FUNCTION keep_consequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.consequence := coalesce(NEW.consequence,
    (SELECT c.consequence FROM capabilities c WHERE c.tenant_id = NEW.tenant_id AND c.name = NEW.capability), '');
  RETURN NEW;
END $$;
CREATE TRIGGER keep_consequence BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION keep_consequence();

-- What was decided of a call after people had approved it, asked for with each look at a call that waits for its agent.
CREATE INDEX decisions_of_approval ON decisions (tenant_id, approval_id) WHERE approval_id IS NOT NULL;
