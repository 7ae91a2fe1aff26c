-- Takes one token from every bucket of each call, or from none of them, for many calls in one statement. p_calls: one row
-- per call and bucket. What a bucket holds is read from rate_limits here, so that processes with older rules count alike.
-- Not flushed by itself: the decision that follows is, and with it all that was committed before (decision record 016).
-- @returns per call and bucket whether the call got all it needs, what is left, and the seconds until there is one more
-- token and until it is full; no row for a limit that is gone.
CREATE FUNCTION take_tokens(p_tenant uuid, p_calls json)
RETURNS TABLE (call int, limit_id uuid, taken boolean, tokens double precision, wait double precision, full_in double precision)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  r record; i int; v_ok boolean; v_now timestamptz; v_start timestamptz; v_unit text;
  v_keys text[] := '{}'; v_limits uuid[] := '{}'; v_kinds text[] := '{}';
  v_tokens double precision[] := '{}'; v_sizes double precision[] := '{}';
  -- Tokens a second of a rate; seconds until the window of a quota ends.
  v_rates double precision[] := '{}'; v_ends double precision[] := '{}'; v_ats timestamptz[] := '{}';
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true), set_config('synchronous_commit', 'off', true);
  -- In the order of the keys, here and below: who needs several buckets waits for another, never in a circle.
  INSERT INTO rate_buckets (tenant_id, key, tokens, at)
  SELECT p_tenant, l.id || ':' || w.target, CASE l.kind WHEN 'rate' THEN l.burst ELSE l.calls END,
    date_trunc('milliseconds', clock_timestamp())
  FROM (SELECT DISTINCT x.limit_id, x.target FROM json_to_recordset(p_calls) AS x(limit_id uuid, target text)) w
  JOIN rate_limits l ON l.id = w.limit_id AND l.tenant_id = p_tenant AND l.enabled
  ORDER BY 2
  ON CONFLICT DO NOTHING;
  FOR r IN
    SELECT b.key, b.tokens, b.at, l.id, l.kind, l.calls, l.per_seconds, l.burst
    FROM (SELECT DISTINCT x.limit_id, x.target FROM json_to_recordset(p_calls) AS x(limit_id uuid, target text)) w
    JOIN rate_limits l ON l.id = w.limit_id AND l.tenant_id = p_tenant AND l.enabled
    JOIN rate_buckets b ON b.tenant_id = p_tenant AND b.key = l.id || ':' || w.target
    ORDER BY b.key FOR UPDATE OF b
  LOOP
    v_keys := v_keys || r.key; v_limits := v_limits || r.id; v_kinds := v_kinds || r.kind;
    v_tokens := v_tokens || r.tokens; v_ats := v_ats || r.at; v_ends := v_ends || NULL::double precision;
    v_sizes := v_sizes || (CASE r.kind WHEN 'rate' THEN r.burst ELSE r.calls END)::double precision;
    v_rates := v_rates || (r.calls::double precision / r.per_seconds);
  END LOOP;

  -- Only now: the locks may have been waited for. Whole milliseconds, as the column keeps them, so that nothing is gained.
  v_now := date_trunc('milliseconds', clock_timestamp());
  FOR i IN 1 .. cardinality(v_keys) LOOP
    IF v_kinds[i] = 'rate' THEN
      v_tokens[i] := least(v_sizes[i], v_tokens[i] + greatest(0, extract(epoch FROM v_now - v_ats[i])) * v_rates[i]);
    ELSE
      v_unit := CASE v_kinds[i] WHEN 'quota_day' THEN 'day' ELSE 'month' END;
      v_start := date_trunc(v_unit, v_now, 'UTC');
      v_tokens[i] := CASE WHEN v_ats[i] < v_start THEN v_sizes[i] ELSE least(v_sizes[i], v_tokens[i]) END;
      v_ends[i] := extract(epoch FROM date_trunc(v_unit, v_start + CASE v_unit WHEN 'day' THEN interval '36 hours'
        ELSE interval '45 days' END, 'UTC') - v_now);
    END IF;
    v_ats[i] := greatest(v_ats[i], v_now);
  END LOOP;

  FOR r IN
    SELECT x.call, array_agg(s.slot ORDER BY s.slot) AS slots
    FROM json_to_recordset(p_calls) AS x(call int, limit_id uuid, target text)
    CROSS JOIN LATERAL (SELECT array_position(v_keys, x.limit_id || ':' || x.target) AS slot) s
    WHERE s.slot IS NOT NULL GROUP BY x.call ORDER BY x.call
  LOOP
    v_ok := true;
    FOREACH i IN ARRAY r.slots LOOP v_ok := v_ok AND v_tokens[i] >= 1 - 1e-9; END LOOP;
    FOREACH i IN ARRAY r.slots LOOP
      IF v_ok THEN v_tokens[i] := greatest(0, v_tokens[i] - 1); END IF;
      call := r.call; limit_id := v_limits[i]; taken := v_ok; tokens := v_tokens[i];
      wait := CASE WHEN v_tokens[i] >= 1 - 1e-9 THEN 0 ELSE coalesce(v_ends[i], (1 - v_tokens[i]) / v_rates[i]) END;
      full_in := coalesce(v_ends[i], (v_sizes[i] - v_tokens[i]) / v_rates[i]);
      RETURN NEXT;
    END LOOP;
  END LOOP;

  UPDATE rate_buckets b SET tokens = u.tokens, at = u.at
  FROM unnest(v_keys, v_tokens, v_ats) AS u(key, tokens, at) WHERE b.tenant_id = p_tenant AND b.key = u.key;
END $$;
GRANT EXECUTE ON FUNCTION take_tokens(uuid, json) TO agentgate_app;
