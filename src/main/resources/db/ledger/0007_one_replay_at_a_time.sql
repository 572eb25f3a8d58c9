-- As before, but a settled delivery is replayed once at a time: a second replay would take the run and the lease epoch of
-- the first, which then could not be carried out.
--
-- An operator's action on a delivery. The answer says 'done', or why not: 'unknown', 'not-held', 'set-aside-already',
-- 'under-way'. The same action id again is answered as before.
--
-- release    held -> goes on at its first stage without a result
-- set-aside  held -> stays held, and its lane goes on without it
-- replay     held -> goes on at verify, as another run; settled -> only noted here: the answer carries run and epoch
create or replace function ledger.intervene(p_action_id uuid, p_delivery uuid, p_action text, p_who text,
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
        if v.stage is not null or exists (
            select from ledger.intervention i where i.delivery = p_delivery and i.ended_at is null)
        then
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
