-- Adding a foreign key reads its tables under row-level security, which wants a tenant. Any will do: every such
-- column below is new and empty.
SELECT set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);

-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "capabilities" ADD COLUMN     "accepted_hash" TEXT,
ADD COLUMN     "binding" JSONB,
ADD COLUMN     "compensation_mapping" JSONB,
ADD COLUMN     "suspension" TEXT;

-- AlterTable
ALTER TABLE "upstreams" ADD COLUMN     "credential_id" UUID,
ADD COLUMN     "credential_use" JSONB,
ADD COLUMN     "description" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "limits" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "tls" JSONB,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_id" UUID,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "capability_revisions" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "capability_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "spec" JSONB NOT NULL,
    "author_id" UUID,
    "reason" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "capability_revisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "secrets" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "owner_kind" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issued_credentials" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "credential_id" UUID NOT NULL,
    "upstream_id" UUID NOT NULL,
    "session_id" UUID,
    "decision_id" UUID,
    "scope" TEXT NOT NULL DEFAULT '',
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "handle" TEXT,
    "sealed" BYTEA,
    "key_id" TEXT,
    "state" TEXT NOT NULL DEFAULT 'live',
    "ended_at" TIMESTAMPTZ(3),
    "detail" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),

    CONSTRAINT "issued_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upstream_health" (
    "upstream_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "latency_ms" INTEGER,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "server" JSONB,
    "tools" INTEGER,
    "synced_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3),
    "change" JSONB,

    CONSTRAINT "upstream_health_pkey" PRIMARY KEY ("upstream_id")
);

-- CreateTable
CREATE TABLE "upstream_minutes" (
    "upstream_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "tool_errors" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "latency" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "upstream_minutes_pkey" PRIMARY KEY ("upstream_id","minute")
);

-- CreateTable
CREATE TABLE "upstream_documents" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "upstream_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "source_url" TEXT,
    "operations" TEXT[],
    "imported_by_id" UUID,
    "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upstream_documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "network_rules" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "cidr" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "network_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'planned',
    "agent_id" UUID,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "documents" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "project_id" UUID,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "agent_id" UUID,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_effects" (
    "tenant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "work_effects_pkey" PRIMARY KEY ("tenant_id","key")
);

-- CreateIndex
CREATE INDEX "alerts_tenant_id_created_at_idx" ON "alerts"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "capability_revisions_capability_id_number_key" ON "capability_revisions"("capability_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "credentials_tenant_id_name_key" ON "credentials"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "secrets_tenant_id_idx" ON "secrets"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "secrets_owner_id_field_key" ON "secrets"("owner_id", "field");

-- CreateIndex
CREATE INDEX "issued_credentials_tenant_id_session_id_idx" ON "issued_credentials"("tenant_id", "session_id");

-- CreateIndex
CREATE INDEX "issued_credentials_credential_id_issued_at_idx" ON "issued_credentials"("credential_id", "issued_at");

-- CreateIndex
CREATE INDEX "upstream_health_tenant_id_idx" ON "upstream_health"("tenant_id");

-- CreateIndex
CREATE INDEX "upstream_minutes_tenant_id_minute_idx" ON "upstream_minutes"("tenant_id", "minute");

-- CreateIndex
CREATE INDEX "upstream_documents_upstream_id_imported_at_idx" ON "upstream_documents"("upstream_id", "imported_at");

-- CreateIndex
CREATE UNIQUE INDEX "network_rules_tenant_id_cidr_key" ON "network_rules"("tenant_id", "cidr");

-- CreateIndex
CREATE INDEX "projects_tenant_id_created_at_idx" ON "projects"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "documents_tenant_id_created_at_idx" ON "documents"("tenant_id", "created_at");

-- AddForeignKey
ALTER TABLE "capability_revisions" ADD CONSTRAINT "capability_revisions_capability_id_fkey" FOREIGN KEY ("capability_id") REFERENCES "capabilities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issued_credentials" ADD CONSTRAINT "issued_credentials_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credentials"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issued_credentials" ADD CONSTRAINT "issued_credentials_upstream_id_fkey" FOREIGN KEY ("upstream_id") REFERENCES "upstreams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upstreams" ADD CONSTRAINT "upstreams_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credentials"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upstream_health" ADD CONSTRAINT "upstream_health_upstream_id_fkey" FOREIGN KEY ("upstream_id") REFERENCES "upstreams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upstream_documents" ADD CONSTRAINT "upstream_documents_upstream_id_fkey" FOREIGN KEY ("upstream_id") REFERENCES "upstreams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand: what Prisma cannot say ----------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE ON upstream_health, upstream_minutes, credentials, issued_credentials, alerts, projects,
  documents, secrets TO agentgate_app;
GRANT SELECT, INSERT ON upstream_documents, capability_revisions, work_effects, network_rules TO agentgate_app;
-- A secret that is replaced or no longer wanted is gone; so are minutes nobody looks at any more.
GRANT DELETE ON secrets, network_rules, upstream_minutes TO agentgate_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['upstream_health', 'upstream_minutes', 'upstream_documents', 'network_rules', 'credentials',
    'secrets', 'issued_credentials', 'capability_revisions', 'alerts', 'projects', 'documents', 'work_effects']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', t);
  END LOOP;
END $$;

ALTER TABLE upstreams DROP CONSTRAINT kind_known;
ALTER TABLE upstreams
  ADD CONSTRAINT kind_known CHECK (kind IN ('mcp_stdio', 'mcp_http', 'http', 'builtin')),
  ADD CONSTRAINT used_credential CHECK ((credential_id IS NULL) = (credential_use IS NULL));
ALTER TABLE upstream_health ADD CONSTRAINT status_known CHECK (status IN ('up', 'down'));
ALTER TABLE upstream_minutes
  ADD CONSTRAINT counted CHECK (least(calls, tool_errors, failures, refused) >= 0);
ALTER TABLE credentials
  ADD CONSTRAINT provider_known CHECK (provider IN ('static', 'oauth_client_credentials', 'http_broker', 'aws_sts'));
ALTER TABLE secrets ADD CONSTRAINT owner_known CHECK (owner_kind IN ('credential', 'upstream'));
ALTER TABLE issued_credentials
  ADD CONSTRAINT state_known CHECK (state IN ('live', 'revoked', 'not_revocable', 'revoke_failed', 'expired')),
  ADD CONSTRAINT sealed_by CHECK ((sealed IS NULL) = (key_id IS NULL)),
  -- What was let go of for good is not kept.
  ADD CONSTRAINT nothing_kept CHECK (sealed IS NULL OR state IN ('live', 'revoke_failed'));
CREATE INDEX issued_credentials_open ON issued_credentials (tenant_id, next_try_at)
  WHERE state IN ('live', 'revoke_failed');
ALTER TABLE alerts ADD CONSTRAINT severity_known CHECK (severity IN ('warning', 'critical'));
CREATE UNIQUE INDEX alerts_one_open ON alerts (tenant_id, kind, subject_id) WHERE resolved_at IS NULL;
ALTER TABLE projects
  ADD CONSTRAINT state_known CHECK (state IN ('planned', 'active', 'on_hold', 'done', 'cancelled'));
ALTER TABLE capability_revisions
  ADD CONSTRAINT kind_known CHECK (kind IN ('imported', 'changed', 'reviewed', 'rejected', 'restored', 'retired')),
  ADD CONSTRAINT status_known CHECK (status IN ('active', 'suspended', 'retired'));

-- What is suspended says why, and only what a person accepted counts as accepted. Row-level security holds for the
-- owner too, so this goes from tenant to tenant.
DO $$
DECLARE t uuid;
BEGIN
  PERFORM set_config('app.system', 'on', true);
  FOR t IN SELECT id FROM tenants LOOP
    PERFORM set_config('app.tenant_id', t::text, true);
    UPDATE capabilities SET suspension = 'changed' WHERE status = 'suspended';
    UPDATE capabilities SET accepted_hash = definition_hash WHERE reviewed_at IS NOT NULL;
    INSERT INTO capability_revisions (id, tenant_id, capability_id, number, kind, status, definition_hash, definition,
      spec, author_id, created_at)
    SELECT gen_random_uuid(), c.tenant_id, c.id, 1, CASE WHEN c.reviewed_at IS NULL THEN 'imported' ELSE 'reviewed' END,
      c.status, c.definition_hash,
      jsonb_strip_nulls(jsonb_build_object('name', c.tool_name, 'title', nullif(c.title, ''),
        'description', nullif(c.description, ''), 'outputSchema', c.output_schema, 'annotations', c.annotations))
        || jsonb_build_object('inputSchema', c.input_schema),
      jsonb_build_object('operation', c.operation,
        'sideEffects', jsonb_build_object('reversible', c.reversible, 'scope', c.scope, 'description', c.effects),
        'compensation', jsonb_build_object('supported', c.compensation_supported, 'strategy', c.compensation_strategy,
          'capability', c.compensation_capability),
        'risk', jsonb_build_object('level', coalesce(c.risk_level, 'HIGH'), 'justification', c.risk_justification,
          'requiresApproval', c.requires_approval),
        'idempotent', c.idempotent, 'timeoutMs', c.timeout_ms, 'retries', c.retries, 'consequence', c.consequence),
      c.reviewed_by_id, c.updated_at
    FROM capabilities c;
  END LOOP;
  PERFORM set_config('app.system', '', true), set_config('app.tenant_id', '', true);
END $$;
ALTER TABLE capabilities
  ADD CONSTRAINT suspension_says_why CHECK ((status = 'suspended') = (suspension IS NOT NULL)),
  ADD CONSTRAINT suspension_known CHECK (suspension IN ('changed', 'rejected'));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON capability_revisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON capability_revisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Credentials and the network's rules are part of what calls are made with.
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON credentials FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();
CREATE TRIGGER control_epoch AFTER INSERT OR UPDATE OR DELETE ON network_rules FOR EACH ROW EXECUTE FUNCTION raise_control_epoch();

-- Live pages hear of alerts and of an upstream that comes or goes.
CREATE FUNCTION notify_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('agentgate_activity', NEW.tenant_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_activity AFTER INSERT OR UPDATE ON alerts FOR EACH ROW EXECUTE FUNCTION notify_activity();
CREATE TRIGGER notify_came AFTER INSERT ON upstream_health FOR EACH ROW EXECUTE FUNCTION notify_activity();
CREATE TRIGGER notify_changed AFTER UPDATE ON upstream_health FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.changed_at IS DISTINCT FROM NEW.changed_at)
  EXECUTE FUNCTION notify_activity();
