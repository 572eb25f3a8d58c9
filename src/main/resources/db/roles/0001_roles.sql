-- The three logins of the gateway (DESIGN 5.15). Roles belong to the whole server, so they may be there already, made
-- by an administrator or for another database of the gateway. Passwords are set apart: a file in a jar holds no secret.
do $$
declare
    login text;
begin
    foreach login in array array['lienthong_owner', 'lienthong_writer', 'lienthong_reader'] loop
        if not exists (select from pg_roles where rolname = login) then
            execute format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls noinherit', login);
        end if;
        execute format('grant connect on database %I to %I', current_database(), login);
    end loop;
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant create on database %I to lienthong_owner', current_database());
    -- The store's batches put changed rows into a temporary table first.
    execute format('grant temporary on database %I to lienthong_writer', current_database());
end $$;

revoke create on schema public from public;
