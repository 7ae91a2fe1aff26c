-- A binding belongs to the Slack app of one endpoint: none was made before this.
-- DropIndex
DROP INDEX "slack_identities_tenant_id_slack_team_id_slack_user_id_key";

-- AlterTable
ALTER TABLE "slack_identities" ADD COLUMN     "endpoint_id" UUID NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "slack_identities_tenant_id_endpoint_id_slack_team_id_slack__key" ON "slack_identities"("tenant_id", "endpoint_id", "slack_team_id", "slack_user_id");
