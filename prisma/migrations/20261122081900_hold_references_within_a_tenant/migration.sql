-- What the proof of isolation found. Row-level security decided who may see a row where it should have decided who may
-- change it, and foreign keys are checked past it.

-- A stop for all tenants is everybody's to obey. Seen by everybody, it could be changed by everybody too: a tenant could
-- make it its own, and the others ran on.
DROP POLICY tenant ON switches;
CREATE POLICY seen ON switches FOR SELECT USING (tenant_id IS NULL OR tenant_id = (SELECT app_tenant_or_null()));
CREATE POLICY tenant ON switches
  USING (tenant_id = (SELECT app_tenant_or_null()) OR (tenant_id IS NULL AND current_setting('app.system', true) = 'on'))
  WITH CHECK (tenant_id = (SELECT app_tenant_or_null()) OR (tenant_id IS NULL AND current_setting('app.system', true) = 'on'));

-- Anybody could delete a gateway process, and with it what that process had said of every tenant.
DROP POLICY system ON gateway_processes;
CREATE POLICY seen ON gateway_processes FOR SELECT USING (true);
CREATE POLICY system ON gateway_processes
  USING (current_setting('app.system', true) = 'on') WITH CHECK (current_setting('app.system', true) = 'on');

-- People see where they are members. Who is a member is the tenant's to say, the end of it too.
DROP POLICY tenant ON memberships;
CREATE POLICY seen ON memberships FOR SELECT USING (user_id = (SELECT app_user_or_null()));
CREATE POLICY tenant ON memberships
  USING (tenant_id = (SELECT app_tenant_or_null())) WITH CHECK (tenant_id = (SELECT app_tenant_or_null()));

-- A row of one tenant could hang on another's: keep it from being deleted, be deleted with it, or take the one place
-- there is for it. What a foreign key leads to must be the same tenant's. Whoever adds a foreign key between tables of
-- tenants adds these two policies; `npm run prove -- --suite isolation` says where they are missing.
DO $$
DECLARE r record; v_own text;
BEGIN
  FOR r IN
    SELECT c.conrelid::regclass AS child, a.attname AS column_name, c.confrelid::regclass AS parent, b.attname AS parent_column
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.conparentid = 0 AND c.connamespace = 'public'::regnamespace
      AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.conrelid AND t.attname = 'tenant_id' AND t.attnotnull)
      AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.confrelid AND t.attname = 'tenant_id' AND t.attnotnull)
  LOOP
    v_own := format('%1$I IS NULL OR EXISTS (SELECT FROM %2$s p WHERE p.%3$I = %4$s.%1$I AND p.tenant_id = %4$s.tenant_id)',
      r.column_name, r.parent, r.parent_column, r.child);
    EXECUTE format('CREATE POLICY %I ON %s AS RESTRICTIVE FOR INSERT WITH CHECK (%s)', 'own_' || r.column_name, r.child, v_own);
    EXECUTE format('CREATE POLICY %I ON %s AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (%s)',
      'own_' || r.column_name || '_after', r.child, v_own);
  END LOOP;
END $$;
