-- Routes in view, and what the doors that fetch remember. One row a route: since when it is known, whether it is paused,
-- how its last visit at the partner went, and where the next one goes on.
alter table ledger.route
    add column since  timestamptz not null default now(),
    add column paused boolean     not null default false,
    -- visits in a row that did not bring what they should, and the word for the last of them; null = all is well
    add column failures int       not null default 0 check (failures >= 0),
    add column code   text        check (char_length(code) <= 60),
    add column cursor text        check (char_length(cursor) <= 1024);

-- A file at a partner as it was when it was taken: one that is kept there is not fetched again. The partner's own file
-- name: shown to nobody, never logged.
create table ledger.pulled_file (
    door       text        not null,
    partner    text        not null,
    feed       text        not null,
    name       text        not null check (char_length(name) between 1 and 255),
    bytes      bigint      not null,
    modified_s bigint      not null,
    settled    boolean     not null,
    taken_at   timestamptz not null default now(),
    primary key (door, partner, feed, name)
);

grant select, insert, update, delete on ledger.pulled_file to lienthong_writer;
grant select on ledger.pulled_file to lienthong_reader;
