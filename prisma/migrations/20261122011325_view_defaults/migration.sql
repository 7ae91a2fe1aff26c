-- Adding a foreign key reads the tables as their owner does: inside a tenant, here one that has nothing.
SELECT set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);

-- CreateTable
CREATE TABLE "view_defaults" (
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "screen" TEXT NOT NULL,
    "view_id" UUID NOT NULL,

    CONSTRAINT "view_defaults_pkey" PRIMARY KEY ("tenant_id","user_id","screen")
);

-- CreateIndex
CREATE INDEX "view_defaults_view_id_idx" ON "view_defaults"("view_id");

-- AddForeignKey
ALTER TABLE "view_defaults" ADD CONSTRAINT "view_defaults_view_id_fkey" FOREIGN KEY ("view_id") REFERENCES "saved_views"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say ------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE, DELETE ON view_defaults TO agentgate_app;
ALTER TABLE view_defaults ENABLE ROW LEVEL SECURITY;
ALTER TABLE view_defaults FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON view_defaults USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()));
-- A person has each name once in a list, and the team too.
CREATE UNIQUE INDEX saved_views_names ON saved_views (tenant_id, screen, owner_id, lower(name)) WHERE NOT shared;
CREATE UNIQUE INDEX saved_views_shared_names ON saved_views (tenant_id, screen, lower(name)) WHERE shared;
