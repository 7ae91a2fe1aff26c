-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "environment" TEXT NOT NULL DEFAULT 'production';

-- AlterTable
ALTER TABLE "policy_revisions" ADD COLUMN     "base_id" UUID,
ADD COLUMN     "check_report" JSON,
ADD COLUMN     "impact_report" JSON,
ADD COLUMN     "loosening_reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "loosens" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "schedule_problem" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "scheduled_at" TIMESTAMPTZ(3),
ADD COLUMN     "scheduled_by_id" UUID,
ADD COLUMN     "semantic_diff" JSON,
ADD COLUMN     "signature" BYTEA,
ADD COLUMN     "signature_key_id" TEXT,
ADD COLUMN     "signed_at" TIMESTAMPTZ(3),
ADD COLUMN     "submitted_at" TIMESTAMPTZ(3),
ADD COLUMN     "submitted_by_id" UUID,
ADD COLUMN     "tests" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "tests_hash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "title" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "updated_by_id" UUID,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ALTER COLUMN "hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "taint" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "policy_reviews" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "tests_hash" TEXT NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_reviews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_comments" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "rule_id" TEXT,
    "user_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_by_id" UUID,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_deployments" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "revision_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "deployed_by_id" UUID,
    "deployed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_deployments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_drills" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "steps" JSON NOT NULL,
    "ran_by_id" UUID,
    "ran_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_drills_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_exceptions" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "session_id" UUID,
    "capability" TEXT NOT NULL,
    "principal" TEXT,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approver_ids" UUID[],
    "required_approvers" INTEGER NOT NULL,
    "revoked_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_exceptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_settings" (
    "tenant_id" UUID NOT NULL,
    "required_reviewers" INTEGER NOT NULL DEFAULT 1,
    "require_drill" BOOLEAN NOT NULL DEFAULT true,
    "coverage_floor" INTEGER NOT NULL DEFAULT 90,
    "strict_packages" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "policy_settings_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "policy_convergence" (
    "process_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "revision_id" UUID,
    "problem" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_convergence_pkey" PRIMARY KEY ("process_id","tenant_id","environment")
);

-- CreateIndex
CREATE INDEX "policy_reviews_tenant_id_revision_id_id_idx" ON "policy_reviews"("tenant_id", "revision_id", "id");

-- CreateIndex
CREATE INDEX "policy_comments_tenant_id_revision_id_id_idx" ON "policy_comments"("tenant_id", "revision_id", "id");

-- CreateIndex
CREATE INDEX "policy_deployments_tenant_id_environment_id_idx" ON "policy_deployments"("tenant_id", "environment", "id");

-- CreateIndex
CREATE INDEX "policy_drills_tenant_id_revision_id_id_idx" ON "policy_drills"("tenant_id", "revision_id", "id");

-- CreateIndex
CREATE INDEX "policy_exceptions_tenant_id_expires_at_idx" ON "policy_exceptions"("tenant_id", "expires_at");

-- CreateIndex
CREATE INDEX "policy_convergence_tenant_id_idx" ON "policy_convergence"("tenant_id");

-- AddForeignKey
ALTER TABLE "policy_reviews" ADD CONSTRAINT "policy_reviews_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "policy_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_comments" ADD CONSTRAINT "policy_comments_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "policy_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_deployments" ADD CONSTRAINT "policy_deployments_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "policy_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_drills" ADD CONSTRAINT "policy_drills_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "policy_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE ON policy_reviews, policy_comments, policy_deployments, policy_exceptions, policy_settings,
  policy_convergence TO agentgate_app;
GRANT SELECT, INSERT ON policy_drills TO agentgate_app;
GRANT DELETE ON policy_convergence TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['policy_reviews', 'policy_comments', 'policy_deployments', 'policy_drills', 'policy_exceptions',
    'policy_settings', 'policy_convergence']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
END $$;

ALTER TABLE policy_revisions DROP CONSTRAINT state_known;
ALTER TABLE policy_revisions
  ADD CONSTRAINT state_known CHECK (state IN ('draft', 'in_review', 'published', 'superseded', 'rolled_back', 'discarded')),
  -- Only what is a policy gets past being a draft.
  ADD CONSTRAINT hash_known CHECK (hash IS NOT NULL OR state IN ('draft', 'discarded'));
ALTER TABLE policy_reviews ADD CONSTRAINT verdict_known CHECK (verdict IN ('approve', 'request_changes'));
ALTER TABLE policy_deployments
  ADD CONSTRAINT environment_known CHECK (environment IN ('preview', 'staging', 'production')),
  ADD CONSTRAINT kind_known CHECK (kind IN ('install', 'publish', 'promote', 'rollback', 'drill'));
ALTER TABLE agents ADD CONSTRAINT environment_known CHECK (environment IN ('preview', 'staging', 'production'));
ALTER TABLE policy_exceptions
  ADD CONSTRAINT scope_known CHECK (scope IN ('tenant', 'session')),
  ADD CONSTRAINT scope_fits CHECK ((scope = 'session') = (session_id IS NOT NULL)),
  ADD CONSTRAINT whole_capability CHECK (capability !~ '[*]'),
  ADD CONSTRAINT at_most_a_week CHECK (expires_at > created_at AND expires_at <= created_at + interval '7 days'),
  ADD CONSTRAINT approvers_counted CHECK (required_approvers BETWEEN 1 AND 10),
  ADD CONSTRAINT not_by_its_author CHECK (created_by_id <> ALL (approver_ids));
ALTER TABLE policy_settings
  ADD CONSTRAINT reviewers_counted CHECK (required_reviewers BETWEEN 1 AND 10),
  ADD CONSTRAINT percent CHECK (coverage_floor BETWEEN 0 AND 100);
CREATE UNIQUE INDEX policy_deployments_one_in_force ON policy_deployments (tenant_id, environment) WHERE ended_at IS NULL;
-- One living verdict per person.
CREATE UNIQUE INDEX policy_reviews_one_each ON policy_reviews (revision_id, user_id) WHERE voided_at IS NULL;

-- What was signed stays as it was signed, and nothing that was in force becomes a draft again.
CREATE FUNCTION keep_signed_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('published', 'superseded', 'rolled_back') AND (
    NEW.document <> OLD.document OR NEW.hash <> OLD.hash OR NEW.tests <> OLD.tests OR NEW.number <> OLD.number
    OR NEW.state NOT IN ('published', 'superseded', 'rolled_back')
    OR (OLD.signature IS NOT NULL AND NEW.signature IS DISTINCT FROM OLD.signature))
  THEN RAISE EXCEPTION 'a revision that was published does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_signed BEFORE UPDATE ON policy_revisions FOR EACH ROW EXECUTE FUNCTION keep_signed_revision();

-- A deployment is a fact: only its end may be added.
CREATE FUNCTION keep_deployment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.tenant_id, NEW.environment, NEW.revision_id, NEW.kind, NEW.reason, NEW.deployed_by_id, NEW.deployed_at)
    IS DISTINCT FROM
    ROW(OLD.id, OLD.tenant_id, OLD.environment, OLD.revision_id, OLD.kind, OLD.reason, OLD.deployed_by_id, OLD.deployed_at)
    OR OLD.ended_at IS NOT NULL
  THEN RAISE EXCEPTION 'a deployment is a fact' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_deployment BEFORE UPDATE ON policy_deployments FOR EACH ROW EXECUTE FUNCTION keep_deployment();

-- What the gateway enforces are deployments and exceptions; drafts are nobody's business but their authors'.
DROP TRIGGER control_epoch ON policy_revisions;
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON policy_deployments FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON policy_exceptions FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();

-- Revisions published before there were deployments are in force in production. Row-level security holds for the
-- owner too, so this goes from tenant to tenant.
DO $$
DECLARE t uuid;
BEGIN
  PERFORM set_config('app.system', 'on', true);
  FOR t IN SELECT id FROM tenants LOOP
    PERFORM set_config('app.tenant_id', t::text, true);
    INSERT INTO policy_deployments (id, tenant_id, environment, revision_id, kind, deployed_by_id, deployed_at)
    SELECT gen_random_uuid(), tenant_id, 'production', id, 'install', published_by_id, coalesce(published_at, now())
    FROM policy_revisions WHERE state = 'published';
  END LOOP;
  PERFORM set_config('app.system', '', true), set_config('app.tenant_id', '', true);
END $$;
