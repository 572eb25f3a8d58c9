-- Deliveries that say everything about a group of records (DESIGN 5.9), what they remove, and what is told of it.

-- What orders and groups the records of a contract in force: changing it would reorder what is stored. Null = not noted
-- yet (a store made before). purges counts the times that old tombstones of the feed were deleted.
alter table store.feed
    add column version_fields text[],
    add column replaces_fields text[],
    add column purges bigint not null default 0;

-- A delivery may be stored again from its sealed original: each run has batches of its own.
alter table store.delivery add column run int not null default 1 check (run > 0);

-- Batch 0 of a run is its removal: the rows of its groups that it did not name.
alter table store.batch
    drop constraint batch_batch_no_check,
    drop constraint batch_delivery_batch_no_key,
    add column run int not null default 1,
    add column removed bigint not null default 0,
    add constraint batch_batch_no_check check (batch_no >= 0),
    add constraint batch_run unique (delivery, run, batch_no);

-- The newest statement about each group. A batch holds the rows of its groups for share, a removal for update: so what
-- an older delivery brings is either seen by the removal, or stale by it.
create table store.statement (
    feed text not null references store.feed,
    major int not null,
    group_id uuid not null,
    version bigint not null,
    order_no bigint not null,
    delivery uuid,
    primary key (feed, major, group_id)
) with (fillfactor = 80);

-- Up to which position tombstones were deleted in a purge: a cursor from before it that is below missed one for ever.
create table store.purge (
    feed text not null references store.feed,
    number bigint not null,
    position bigint not null,
    ordinal int not null,
    purged_at timestamptz not null default now(),
    primary key (feed, number)
);

-- Records that were stale or taken over, until the delivery is settled; a bounded number of each.
create table store.notice (
    delivery uuid not null references store.delivery,
    run int not null,
    kind text not null check (kind in ('stale', 'taken-over')),
    record bigint not null,
    line bigint not null,
    primary key (delivery, run, kind, record)
);
