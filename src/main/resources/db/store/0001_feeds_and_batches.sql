-- The central insurance store (DESIGN 5). Applied as lienthong_owner, who owns every table of the schema, those that are
-- made from contracts too; the writer changes rows, the reader reads them.
grant usage on schema store to lienthong_writer, lienthong_reader;
alter default privileges in schema store grant select, insert, update, delete on tables to lienthong_writer;
alter default privileges in schema store grant select on tables to lienthong_reader;
alter default privileges in schema store grant usage on sequences to lienthong_writer;

-- One row: what makes record ids opaque, and the server that the epochs belong to.
create table store.identity (
    only_one boolean primary key default true check (only_one),
    identity_key bytea not null check (octet_length(identity_key) = 16),
    system_identifier bigint not null
);
revoke all on store.identity from lienthong_reader;

-- A feed's position counter: taken as the last statement of a batch, so that positions become visible in order.
create table store.feed (
    feed text primary key,
    major int not null,
    contract_version text not null,
    table_name text not null,
    epoch text not null check (epoch ~ '^[0-9a-f]{8}$'),
    position bigint not null default 0
) with (fillfactor = 50);

-- What a contract in force has promised; it may only gain optional fields.
create table store.contract_field (
    feed text not null references store.feed,
    major int not null,
    table_name text not null,
    field text not null,
    type text not null,
    scale int not null,
    required boolean not null,
    key_position int not null,
    added_at timestamptz not null default now(),
    primary key (feed, major, table_name, field)
);

-- The fence: batches of an older lease epoch fail. order_no orders statements about one key across partners.
create sequence store.fence_order minvalue 1 maxvalue 2147483647;
create table store.delivery (
    delivery uuid primary key,
    feed text not null references store.feed,
    partner text not null,
    lane_no bigint not null check (lane_no between 1 and 4294967295),
    lease_epoch bigint not null,
    order_no bigint not null,
    fenced_at timestamptz not null default now()
) with (fillfactor = 70);
create index delivery_lane on store.delivery (feed, partner, lane_no);

-- A batch is one transaction; a position is given to those that stored something.
create table store.batch (
    id bigint generated always as identity primary key,
    feed text not null,
    delivery uuid not null references store.delivery,
    batch_no int not null check (batch_no > 0),
    first_record bigint not null,
    last_record bigint not null,
    position bigint check (position > 0),
    live boolean not null default false,
    stored bigint not null default 0,
    unchanged bigint not null default 0,
    stale bigint not null default 0,
    taken_over bigint not null default 0,
    committed_at timestamptz not null default now(),
    unique (delivery, batch_no)
);
create unique index batch_position on store.batch (feed, position) where position is not null;
create index batch_live on store.batch (feed, position) where live;
