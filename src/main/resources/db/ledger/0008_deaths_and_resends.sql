-- A delivery whose work ends the whole process is held like one that only fails, and a blind resend of plain bytes is told
-- by time as well.

alter table ledger.delivery
    -- owners in a row that died at its present stage without any progress: a claim that takes an ended lease over from
    -- another process counts, a finished stage, a new batch and every orderly end of a lease begin anew
    add column deaths int not null default 0 check (deaths >= 0);

drop function ledger.claim(text, bigint, text, int);

-- Deaths in a row of a delivery's owners, as a claim by p_claimer would find it.
create function ledger.deaths_before(p_claimer text, p_lease_owner text, p_deaths int, p_settled boolean) returns int
language sql immutable as $$
    select case
        when p_lease_owner <> p_claimer then p_deaths + 1
        -- our own lease, which ended while the database was away
        when p_lease_owner is not null then p_deaths
        -- what has settled cannot be held: its deaths are kept, so that the pauses grow
        when p_settled then p_deaths
        else 0
    end
$$;

-- Claims one delivery: of up to p_window partners after p_after (by name) the one with the least running work, of that
-- partner what has been due longest. One index probe a partner, whatever the backlog. scanned_to is the partner at
-- which to go on, null when the last one has been seen.
--
-- Whose owners died p_deaths_max times in a row is not handed out any more: it is held, or, when it has settled and only
-- its report is left, put off for longer and longer. given_up names what this call found so.
--
-- Who dies takes along what runs beside it. So of the deliveries that died repeatedly only one at a time is at work:
-- those that are sound come to an end by themselves, and only the one that kills goes on dying.
create function ledger.claim(
    p_owner text, p_lease_ms bigint, p_deaths_max int, p_after text, p_window int,
    out delivery uuid, out epoch bigint, out attempt int, out deaths int, out given_up uuid[], out scanned_to text)
language plpgsql as $$
declare
    -- deaths from which on a delivery is worked on without another such one; below p_deaths_max where there is room
    v_suspect   constant int := greatest(1, least(2, p_deaths_max - 1));
    v_candidate record;
    v_window    text[];
    v_occupied  boolean;
    v           record;
begin
    given_up := '{}';
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
    v_occupied := exists (
        select from ledger.delivery o
        where o.lease_owner is not null and o.lease_until > now() and o.deaths >= v_suspect);

    for v_candidate in
        select h.id from unnest(v_window) as w(partner)
        cross join lateral (
            select d.id, d.due_at from ledger.delivery d
            where d.partner = w.partner and d.due_at <= now()
            and (d.stage not in ('store', 'settle') or ledger.has_turn(d.partner, d.feed, d.lane_no))
            and not (v_occupied and v_suspect
                <= ledger.deaths_before(p_owner, d.lease_owner, d.deaths, d.settled_at is not null))
            order by d.due_at limit 1) h
        cross join lateral (
            select count(*) as running from ledger.delivery r
            where r.partner = w.partner and r.lease_owner is not null and r.lease_until > now()) l
        order by l.running, h.due_at
    loop
        -- Another worker may have been faster: it holds the row, or has moved its due_at.
        select d.lease_owner, d.settled_at,
            ledger.deaths_before(p_owner, d.lease_owner, d.deaths, d.settled_at is not null) as deaths
        into v from ledger.delivery d
        where d.id = v_candidate.id and d.due_at <= now() for update skip locked;
        if not found then
            continue;
        end if;
        if v.lease_owner <> p_owner and v.deaths >= p_deaths_max then
            update ledger.delivery d set
                deaths      = v.deaths,
                last_fault  = 'GatewayDied: ' || v.deaths || ' times in a row while this delivery was at work',
                lease_owner = null,
                lease_until = null,
                due_at      = case when v.settled_at is not null then
                    now() + interval '10 minutes' * power(2, least(v.deaths - p_deaths_max, 7)) end,
                state       = case when v.settled_at is not null then d.state else 'held' end,
                held        = case when v.settled_at is not null then d.held else d.held + d.in_flight end,
                in_flight   = case when v.settled_at is not null then d.in_flight else 0 end
            where d.id = v_candidate.id;
            given_up := given_up || v_candidate.id;
            continue;
        end if;
        update ledger.delivery d set
            state       = case when d.state = 'received' then 'processing' else d.state end,
            -- a takeover goes on with the attempt that was begun
            attempts    = d.attempts + case when d.lease_owner is null then 1 else 0 end,
            deaths      = v.deaths,
            lease_owner = p_owner,
            lease_until = now() + p_lease_ms * interval '1 ms',
            due_at      = now() + p_lease_ms * interval '1 ms',
            lease_epoch = d.lease_epoch + 1
        where d.id = v_candidate.id
        returning d.id, d.lease_epoch, d.attempts, d.deaths into delivery, epoch, attempt, deaths;
        return;
    end loop;
end $$;

-- For how long equal plain bytes are a resend, whatever their lane has said since: programs that had no answer come again
-- within seconds or minutes.
create function ledger.resend_window() returns interval
language sql immutable as $$ select interval '10 minutes' $$;

-- The newest delivery of exactly these bytes in the lane, and whether the same bytes, coming through p_door now, are a
-- resend of it. Sealed bytes always are: nobody seals twice to the same bytes. Plain ones are within the window, which
-- begins with that delivery's custody and is not prolonged by resends, or as long as the lane has said nothing else; after
-- that they are a new statement. What we fetch ourselves is what the partner says now, so it knows no window; and a
-- delivery that ended with nothing said is not worth one.
create function ledger.said_before(
    p_partner text, p_feed text, p_digest text, p_door text,
    out delivery uuid, out statement int, out resend boolean)
language sql stable as $$
    select d.id, d.statement,
        d.sealed_by = 'sender'
        or (p_door not in ('sftp-pull', 'api-pull') and d.state not in ('refused', 'duplicate')
            and now() < d.received_at + ledger.resend_window())
        or not exists (
            select from ledger.delivery e
            where e.partner = d.partner and e.feed = d.feed and e.lane_no > d.lane_no
            and e.state not in ('refused', 'duplicate'))
    from ledger.delivery d
    where d.partner = p_partner and d.feed = p_feed and d.digest = p_digest
    order by d.statement desc limit 1
$$;

-- As before, but what is a resend is said by said_before.
--
-- Takes custody of one delivery: its lane number, the row, the receipt and the Idempotency-Key, or the answer that an
-- earlier delivery has given already. Safe to call again with the same id when the answer of the commit was lost.
create or replace function ledger.take_custody(
    p_id uuid, p_partner text, p_feed text, p_door text, p_name text, p_bytes bigint, p_digest text,
    p_sealed_by text, p_received_at timestamptz, p_original text,
    p_receipt uuid, p_body bytea, p_signature bytea, p_key text,
    out delivery uuid, out receipt uuid, out body bytea, out signature bytea, out key_reused boolean)
language plpgsql as $$
declare
    v_no        bigint;
    v_last      record;
    v_statement int := 1;
    v_key       record;
begin
    key_reused := false;
    <<decide>>
    begin
        insert into ledger.lane as l (partner, feed) values (p_partner, p_feed) on conflict do nothing;
        -- From here on one custody at a time in this lane.
        select l.last_no + 1 into v_no from ledger.lane l where l.partner = p_partner and l.feed = p_feed for update;

        insert into ledger.route as r (door, partner, feed, last_attempt)
        values (p_door, p_partner, p_feed, p_received_at)
        on conflict (door, partner, feed) do update set last_attempt = greatest(r.last_attempt, excluded.last_attempt);

        -- Our own earlier try, whose answer was lost.
        select d.id into delivery from ledger.delivery d where d.id = p_id;
        if found then
            exit decide;
        end if;

        select s.delivery, s.statement, s.resend into v_last
        from ledger.said_before(p_partner, p_feed, p_digest, p_door) s;
        if v_last.resend then
            delivery := v_last.delivery;
        elsif v_last.delivery is not null then
            v_statement := v_last.statement + 1;
        end if;

        if p_key is not null then
            insert into ledger.idempotency_key (partner, key, delivery, feed, digest)
            values (p_partner, p_key, coalesce(delivery, p_id), p_feed, p_digest)
            on conflict (partner, key) do nothing;
            if not found then
                select k.delivery, k.feed, k.digest into v_key from ledger.idempotency_key k
                where k.partner = p_partner and k.key = p_key;
                delivery := v_key.delivery;
                key_reused := v_key.feed <> p_feed or v_key.digest <> p_digest;
                exit decide;
            end if;
        end if;
        if delivery is not null then
            exit decide;
        end if;

        delivery := p_id;
        update ledger.lane l set last_no = v_no where l.partner = p_partner and l.feed = p_feed;
        insert into ledger.delivery (id, partner, feed, lane_no, door, name, bytes, digest, statement, sealed_by,
            received_at, original, due_at)
        values (p_id, p_partner, p_feed, v_no, p_door, p_name, p_bytes, p_digest, v_statement, p_sealed_by,
            p_received_at, p_original, now());
        insert into ledger.receipt (id, delivery, type, body, signature)
        values (p_receipt, p_id, 'custody', p_body, p_signature);
    end decide;
    -- Read here and not by the caller's statement: that has an older snapshot and would miss what we waited for.
    select r.id, r.body, r.signature into receipt, body, signature
    from ledger.receipt r where r.delivery = take_custody.delivery and r.type = 'custody';
end $$;

grant execute on all functions in schema ledger to lienthong_writer;
grant execute on function ledger.said_before(text, text, text, text), ledger.resend_window() to lienthong_reader;
