-- What a list is filtered by and is rare among much: an agent that no longer works, a person's changes, a cause that
-- hardly ever denies. Without an index such a page reads all there is, and among a million rows ends in a time-out. The
-- first three cost each decision or leaf one entry more, at the end of its tenant's or agent's range; the others cost
-- nothing for a call that is allowed and succeeds.
CREATE INDEX "decisions_tenant_id_agent_id_id_idx" ON "decisions"("tenant_id", "agent_id", "id");
CREATE INDEX "audit_leaves_tenant_id_actor_id_id_idx" ON "audit_leaves"("tenant_id", "actor_id", "id");
CREATE INDEX "audit_leaves_tenant_id_subject_id_id_idx" ON "audit_leaves"("tenant_id", "subject_id", "id");

CREATE INDEX decisions_not_allowed ON decisions (tenant_id, action, id) WHERE action <> 'ALLOW';
CREATE INDEX decisions_denied ON decisions (tenant_id, code, id) WHERE action = 'DENY';
CREATE INDEX decisions_unregistered ON decisions (tenant_id, id) WHERE capability_id IS NULL;
CREATE INDEX outcomes_problems ON outcomes (tenant_id, decision_id) WHERE status <> 'succeeded';
CREATE INDEX sessions_open ON sessions (tenant_id, id) WHERE ended_at IS NULL;
