-- The work queue. Deliveries of a lane are verified and checked as they come; they store one after the other.

-- True when every earlier delivery of the lane has ended. A held one has not.
create function ledger.has_turn(p_partner text, p_feed text, p_lane_no bigint) returns boolean
language sql stable as $$
    select not exists (
        select from ledger.delivery e
        where e.partner = p_partner and e.feed = p_feed and e.lane_no < p_lane_no
        and e.state in ('received', 'processing', 'held'))
$$;

-- Claims one delivery: of up to p_window partners after p_after (by name) the one with the least running work, of that
-- partner what has been due longest. One index probe a partner, whatever the backlog. scanned_to is the partner at
-- which to go on, null when the last one has been seen.
create function ledger.claim(
    p_owner text, p_lease_ms bigint, p_after text, p_window int,
    out delivery uuid, out epoch bigint, out attempt int, out scanned_to text)
language plpgsql as $$
declare
    v_candidate record;
    v_window    text[];
begin
    with recursive partner(name, n) as (
        (select d.partner, 1 from ledger.delivery d
         where d.due_at is not null and d.partner > p_after order by d.partner limit 1)
        union all
        select (select d.partner from ledger.delivery d
                where d.due_at is not null and d.partner > p.name order by d.partner limit 1), p.n + 1
        from partner p where p.name is not null and p.n < p_window)
    select array_agg(name order by n) into v_window from partner where name is not null;
    if cardinality(v_window) = p_window then
        scanned_to := v_window[p_window];
    end if;

    for v_candidate in
        select h.id from unnest(v_window) as w(partner)
        cross join lateral (
            select d.id, d.due_at from ledger.delivery d
            where d.partner = w.partner and d.due_at <= now()
            and (d.stage not in ('store', 'settle') or ledger.has_turn(d.partner, d.feed, d.lane_no))
            order by d.due_at limit 1) h
        cross join lateral (
            select count(*) as running from ledger.delivery r
            where r.partner = w.partner and r.lease_owner is not null and r.lease_until > now()) l
        order by l.running, h.due_at
    loop
        -- Another worker may have been faster: it holds the row, or has moved its due_at.
        perform from ledger.delivery d
        where d.id = v_candidate.id and d.due_at <= now() for update skip locked;
        if found then
            update ledger.delivery d set
                state       = case when d.state = 'received' then 'processing' else d.state end,
                -- a takeover from a worker that died goes on with the attempt that it began
                attempts    = d.attempts + case when d.lease_owner is null then 1 else 0 end,
                lease_owner = p_owner,
                lease_until = now() + p_lease_ms * interval '1 ms',
                due_at      = now() + p_lease_ms * interval '1 ms',
                lease_epoch = d.lease_epoch + 1
            where d.id = v_candidate.id
            returning d.id, d.lease_epoch, d.attempts into delivery, epoch, attempt;
            return;
        end if;
    end loop;
end $$;

-- Gives the lease back without counting an attempt. Who must wait for its turn leaves the queue until settle calls it.
create function ledger.give_back(p_id uuid, p_epoch bigint) returns boolean
language plpgsql as $$
begin
    -- The lane's lock first, so that nobody settles between the question and the answer.
    perform from ledger.lane l join ledger.delivery d using (partner, feed) where d.id = p_id for update of l;
    update ledger.delivery d set
        attempts = d.attempts - 1,
        lease_owner = null,
        lease_until = null,
        due_at = case
            when d.stage not in ('store', 'settle') or ledger.has_turn(d.partner, d.feed, d.lane_no) then now()
        end
    where d.id = p_id and d.lease_epoch = p_epoch and d.lease_owner is not null;
    return found;
end $$;

-- Ends a delivery and calls the next one of its lane. True again for the same outcome when the answer was lost.
create function ledger.settle(
    p_id uuid, p_epoch bigint, p_state text, p_counts bigint[], p_removed bigint, p_refusal_code text,
    p_refusal_record bigint, p_rules jsonb, p_positions jsonb, p_duplicate_of uuid, p_settled_at timestamptz,
    p_receipt uuid, p_body bytea, p_signature bytea) returns boolean
language plpgsql as $$
declare
    v_lane record;
begin
    select l.partner, l.feed into v_lane
    from ledger.lane l join ledger.delivery d using (partner, feed) where d.id = p_id for update of l;
    update ledger.delivery d set
        state = p_state, stage = 'report',
        received = p_counts[1], stored = p_counts[2], unchanged = p_counts[3], rejected = p_counts[4],
        duplicate = p_counts[5], stale = p_counts[6], held = p_counts[7], in_flight = p_counts[8],
        removed = p_removed, refusal_code = p_refusal_code, refusal_record = p_refusal_record, rules = p_rules,
        positions = p_positions, duplicate_of = p_duplicate_of, settled_at = p_settled_at
    where d.id = p_id and d.lease_epoch = p_epoch and d.lease_owner is not null and d.settled_at is null;
    if not found then
        return exists (select from ledger.receipt r where r.id = p_receipt and r.delivery = p_id);
    end if;
    insert into ledger.receipt (id, delivery, type, body, signature)
    values (p_receipt, p_id, 'outcome', p_body, p_signature);
    insert into ledger.stage (delivery, stage, result, lease_epoch) values (p_id, 'settle', '{}', p_epoch)
    on conflict (delivery, stage) do update set result = '{}', at = now(), lease_epoch = excluded.lease_epoch;
    if p_state <> 'refused' then
        update ledger.route r set last_success = greatest(r.last_success, p_settled_at)
        from ledger.delivery d
        where d.id = p_id and r.door = d.door and r.partner = d.partner and r.feed = d.feed;
    end if;
    update ledger.delivery d set due_at = now()
    where d.id = (
        select n.id from ledger.delivery n
        where n.partner = v_lane.partner and n.feed = v_lane.feed and n.state in ('received', 'processing', 'held')
        order by n.lane_no limit 1)
    and d.state = 'processing' and d.due_at is null;
    return true;
end $$;

grant execute on all functions in schema ledger to lienthong_writer;
