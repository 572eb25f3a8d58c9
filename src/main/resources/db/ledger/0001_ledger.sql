-- The gateway's memory: deliveries, the work queue, stages, receipts, violations.
-- No personal value is kept here. delivery.name is the sender's own file name: kept, shown to its sender, never logged.

-- One row a lane. Its lock orders custody, the turn to store, and settling within the lane.
create table ledger.lane (
    partner text   not null,
    feed    text   not null,
    last_no bigint not null default 0,
    primary key (partner, feed)
);

create table ledger.delivery (
    id             uuid        primary key,
    partner        text        not null,
    feed           text        not null,
    lane_no        bigint      not null check (lane_no > 0),
    door           text        not null check (door in ('https', 'sftp', 'sftp-pull', 'api-pull', 'portal')),
    name           text        check (char_length(name) <= 255),
    bytes          bigint      not null check (bytes >= 0),
    digest         text        not null check (char_length(digest) <= 80),
    -- 1 = the first time that these bytes came; a plain feed may state the same bytes again after others
    statement      int         not null check (statement > 0),
    sealed_by      text        not null check (sealed_by in ('sender', 'gateway')),
    received_at    timestamptz not null,
    original       text        not null,

    state          text        not null default 'received' check (state in
                       ('received', 'processing', 'stored', 'partly-stored', 'refused', 'duplicate', 'held')),
    -- the first stage without a durable result; null when nothing is left to do
    stage          text        default 'verify' check (stage in
                       ('verify', 'check', 'store', 'refuse', 'settle', 'report')),
    -- when a worker may take it: its receipt, the next attempt, or the end of the lease that somebody has;
    -- null = nobody may: nothing left to do, held, or waiting for its turn in the lane
    due_at         timestamptz,
    attempts       int         not null default 0,
    last_fault     text        check (char_length(last_fault) <= 500),
    lease_owner    text,
    lease_until    timestamptz,
    lease_epoch    bigint      not null default 0,

    received       bigint      not null default 0 check (received >= 0),
    stored         bigint      not null default 0 check (stored >= 0),
    unchanged      bigint      not null default 0 check (unchanged >= 0),
    rejected       bigint      not null default 0 check (rejected >= 0),
    duplicate      bigint      not null default 0 check (duplicate >= 0),
    stale          bigint      not null default 0 check (stale >= 0),
    held           bigint      not null default 0 check (held >= 0),
    in_flight      bigint      not null default 0 check (in_flight >= 0),
    removed        bigint      not null default 0 check (removed >= 0),
    refusal_code   text,
    refusal_record bigint,
    rules          jsonb       not null default '{}',
    positions      jsonb,
    duplicate_of   uuid,
    content_digest bytea,
    -- the highest violation number given so far; never goes back, so that a reader's page never repeats
    violation_seq  bigint      not null default 0,
    settled_at     timestamptz,

    constraint delivery_lane_no unique (partner, feed, lane_no),
    constraint delivery_bytes unique (partner, feed, digest, statement),
    constraint delivery_balanced
        check (received = stored + unchanged + rejected + duplicate + stale + held + in_flight),
    constraint delivery_settled
        check ((settled_at is not null) = (state in ('stored', 'partly-stored', 'refused', 'duplicate'))),
    constraint delivery_lease
        check ((lease_owner is null) = (lease_until is null))
);

-- Rows come and go in the first three, so they stay as small as the work in hand.
create index delivery_due on ledger.delivery (partner, due_at) where due_at is not null;
create index delivery_leased on ledger.delivery (partner, lease_until) where lease_owner is not null;
create index delivery_unfinished on ledger.delivery (partner, feed, lane_no)
    where state in ('received', 'processing', 'held');
-- What the lane says in the end: the newest row tells whether a resend would change anything.
create index delivery_statement on ledger.delivery (partner, feed, lane_no)
    where state not in ('refused', 'duplicate');
create index delivery_content on ledger.delivery (partner, feed, content_digest, lane_no)
    where content_digest is not null and state in ('stored', 'partly-stored');
create index delivery_of_partner on ledger.delivery (partner, id);

-- Every claim and renewal changes the row: leave room for it in the page, and clean up early.
alter table ledger.delivery set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

create table ledger.stage (
    delivery    uuid        not null references ledger.delivery,
    stage       text        not null,
    result      jsonb       not null,
    blob        bytea,
    at          timestamptz not null default now(),
    lease_epoch bigint      not null,
    primary key (delivery, stage)
);
alter table ledger.stage alter column blob set storage external;

create table ledger.receipt (
    id        uuid  primary key,
    delivery  uuid  not null references ledger.delivery,
    type      text  not null check (type in ('custody', 'outcome')),
    body      bytea not null,
    signature bytea not null,
    unique (delivery, type)
);

-- No foreign key: each insert is guarded by the delivery's lease, and a check for every row would only cost.
create table ledger.violation (
    delivery   uuid   not null,
    seq        bigint not null,
    record     bigint not null,
    line       bigint not null,
    field      text,
    rule       text   not null,
    severity   text   not null check (severity in ('error', 'warning', 'notice')),
    message_vi text   not null,
    message_en text   not null,
    hint       text,
    primary key (delivery, seq)
);

create table ledger.idempotency_key (
    partner    text        not null,
    key        text        not null check (char_length(key) between 1 and 255),
    delivery   uuid        not null,
    feed       text        not null,
    digest     text        not null,
    created_at timestamptz not null default now(),
    primary key (partner, key)
);

-- What the operator asks of every route, kept so that nobody has to read all deliveries for it.
create table ledger.route (
    door         text not null,
    partner      text not null,
    feed         text not null,
    last_attempt timestamptz,
    last_success timestamptz,
    primary key (door, partner, feed)
);

grant usage on schema ledger to lienthong_writer, lienthong_reader;
grant select, insert, update, delete on all tables in schema ledger to lienthong_writer;
grant select on all tables in schema ledger to lienthong_reader;
