-- SPDX-License-Identifier: Apache-2.0
-- The lines, counters and rules of a mall as they stand: the first row of each day's log.
CREATE FUNCTION queue_set_up_v1(p_mall bigint)
RETURNS jsonb
LANGUAGE sql
STABLE
AS $$
    SELECT jsonb_build_object(
        'lines', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'line', line.id, 'prefix', line.prefix, 'booth', line.booth_id,
                'is_open', line.is_open, 'closed_from', line.closed_from,
                'mean_milliminutes', round(line.mean_minutes * 1000)::integer,
                'daily_quota', line.daily_quota) ORDER BY line.prefix), '[]')
            FROM queue_line AS line WHERE line.mall_id = p_mall),
        'counters', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'counter', counter.id, 'name', counter.name, 'state', counter.state,
                'lines', (
                    SELECT coalesce(jsonb_agg(served.line_id ORDER BY served.line_id), '[]')
                    FROM queue_counterline AS served WHERE served.counter_id = counter.id)
                ) ORDER BY counter.position, counter.name), '[]')
            FROM queue_counter AS counter WHERE counter.mall_id = p_mall),
        'policy', (
            SELECT jsonb_build_object(
                'head_start_minutes', policy.head_start_minutes,
                'come_back_minutes', policy.come_back_minutes)
            FROM queue_policy AS policy WHERE policy.mall_id = p_mall))
$$;
