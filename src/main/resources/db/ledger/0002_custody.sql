-- Takes custody of one delivery: its lane number, the row, the receipt and the Idempotency-Key, or the answer that an
-- earlier delivery has given already. Safe to call again with the same id when the answer of the commit was lost.

create function ledger.take_custody(
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

        select d.id, d.lane_no, d.statement into v_last from ledger.delivery d
        where d.partner = p_partner and d.feed = p_feed and d.digest = p_digest
        order by d.statement desc limit 1;
        if found then
            if p_sealed_by = 'gateway' and exists (
                    select from ledger.delivery e
                    where e.partner = p_partner and e.feed = p_feed and e.lane_no > v_last.lane_no
                    and e.state not in ('refused', 'duplicate')) then
                -- Plain bytes that were said before, but other bytes were said since: a new statement.
                v_statement := v_last.statement + 1;
            else
                delivery := v_last.id;
            end if;
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
