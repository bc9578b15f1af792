-- The roles of the platform, for a whole database server. May run any number of times, by several copies at once.
-- Run by a superuser; with psql: psql -v password=... -f deploy/postgres/roles.sql
--
--   mentorship_owner      owns every schema; nobody logs in as it
--   mentorship_migrator   logs in to migrate, as a member of the owner
--   svc_<service>         logs in to serve; owns nothing, and row security binds it
begin;

-- Roles belong to the whole server, so that two copies that set up different databases meet here.
select pg_advisory_xact_lock(hashtext('mentorship roles'));
select set_config('mentorship.role_password', :'password', true);

do $$
declare
  login text;
begin
  if not exists (select from pg_roles where rolname = 'mentorship_owner') then
    create role mentorship_owner nologin;
  end if;
  alter role mentorship_owner nologin nosuperuser nobypassrls nocreatedb nocreaterole;

  foreach login in array array[
    'mentorship_migrator', 'svc_programme', 'svc_matching', 'svc_scheduling', 'svc_conferencing', 'svc_notification'
  ] loop
    if not exists (select from pg_roles where rolname = login) then
      execute format('create role %I login', login);
    end if;
    execute format('alter role %I login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password %L',
      login, current_setting('mentorship.role_password'));
    execute format('alter role %I set timezone to %L', login, 'UTC');
  end loop;

  -- A migration creates the roles that it finds missing, and administers none but those.
  alter role mentorship_migrator createrole;
  if not pg_has_role('mentorship_migrator', 'mentorship_owner', 'member') then
    grant mentorship_owner to mentorship_migrator;
  end if;
end
$$;

commit;
