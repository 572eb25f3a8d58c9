-- What an operator does with a delivery: release, set aside, replay. Every action leaves a row.

alter table ledger.delivery
    -- counts replays: each run has batches of its own in the store
    add column run int not null default 1 check (run > 0),
    -- held, and out of the way of its lane
    add column set_aside_at timestamptz,
    add constraint delivery_set_aside check (set_aside_at is null or state = 'held');

create table ledger.intervention (
    id       uuid        primary key,
    delivery uuid        not null references ledger.delivery,
    action   text        not null check (action in ('release', 'set-aside', 'replay')),
    -- the account of the operating system, as the command tells
    who      text        not null check (char_length(who) between 1 and 100),
    at       timestamptz not null default now(),
    -- of a replay of a settled delivery, which runs beside the queue
    ended_at timestamptz,
    result   jsonb
);
create index intervention_delivery on ledger.intervention (delivery, at);

-- True when every earlier delivery of the lane has ended or was set aside. A held one has not.
create or replace function ledger.has_turn(p_partner text, p_feed text, p_lane_no bigint) returns boolean
language sql stable as $$
    select not exists (
        select from ledger.delivery e
        where e.partner = p_partner and e.feed = p_feed and e.lane_no < p_lane_no
        and e.state in ('received', 'processing', 'held') and e.set_aside_at is null)
$$;

-- Calls the first delivery of a lane that waits for its turn. The lane's lock is held.
create function ledger.call_next(p_partner text, p_feed text) returns void
language sql as $$
    update ledger.delivery d set due_at = now()
    where d.id = (
        select n.id from ledger.delivery n
        where n.partner = p_partner and n.feed = p_feed and n.state in ('received', 'processing', 'held')
        and n.set_aside_at is null
        order by n.lane_no limit 1)
    and d.state = 'processing' and d.due_at is null
$$;

-- As before, but a delivery that was set aside does not hide who is next.
create or replace function ledger.settle(
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
    perform ledger.call_next(v_lane.partner, v_lane.feed);
    return true;
end $$;

-- An operator's action on a delivery. The answer says 'done', or why not: 'unknown', 'not-held', 'set-aside-already',
-- 'under-way'. The same action id again is answered as before.
--
-- release    held -> goes on at its first stage without a result
-- set-aside  held -> stays held, and its lane goes on without it
-- replay     held -> goes on at verify, as another run; settled -> only noted here: the answer carries run and epoch
create function ledger.intervene(p_action_id uuid, p_delivery uuid, p_action text, p_who text,
    out answer text, out run int, out epoch bigint)
language plpgsql as $$
declare
    v record;
begin
    select d.partner, d.feed into v from ledger.delivery d where d.id = p_delivery;
    if not found then
        answer := 'unknown';
        return;
    end if;
    -- The lane's lock first, as whoever settles or gives back does.
    perform from ledger.lane l where l.partner = v.partner and l.feed = v.feed for update;
    select d.* into v from ledger.delivery d where d.id = p_delivery for update;
    run := v.run;
    epoch := v.lease_epoch;
    if exists (select from ledger.intervention i where i.id = p_action_id) then
        answer := 'done';
        return;
    end if;
    if p_action = 'replay' and v.settled_at is not null then
        if v.stage is not null then
            answer := 'under-way';
            return;
        end if;
        update ledger.delivery d set run = d.run + 1, lease_epoch = d.lease_epoch + 1 where d.id = p_delivery
        returning d.run, d.lease_epoch into run, epoch;
    elsif v.state <> 'held' then
        answer := case when v.settled_at is null then 'under-way' else 'not-held' end;
        return;
    elsif p_action = 'set-aside' then
        if v.set_aside_at is not null then
            answer := 'set-aside-already';
            return;
        end if;
        update ledger.delivery d set set_aside_at = now() where d.id = p_delivery;
        perform ledger.call_next(v.partner, v.feed);
    elsif p_action = 'release' then
        update ledger.delivery d set state = 'processing', set_aside_at = null, attempts = 0, due_at = now(),
            in_flight = d.in_flight + d.held, held = 0
        where d.id = p_delivery;
    else
        delete from ledger.stage s where s.delivery = p_delivery;
        update ledger.delivery d set state = 'processing', set_aside_at = null, attempts = 0, due_at = now(),
            stage = 'verify', run = d.run + 1, rules = '{}', received = 0, stored = 0, unchanged = 0, rejected = 0,
            duplicate = 0, stale = 0, held = 0, in_flight = 0
        where d.id = p_delivery
        returning d.run into run;
    end if;
    insert into ledger.intervention (id, delivery, action, who, ended_at)
    values (p_action_id, p_delivery, p_action, p_who, case when v.settled_at is null then now() end);
    answer := 'done';
end $$;

grant execute on all functions in schema ledger to lienthong_writer;
grant select, insert, update, delete on ledger.intervention to lienthong_writer;
grant select on ledger.intervention to lienthong_reader;
