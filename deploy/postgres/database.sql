-- What one database of the platform grants to the roles. Run by a superuser inside that database, again at will.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, temporary, create on database %I to mentorship_owner', current_database());
  execute format('grant connect, temporary, create on database %I to mentorship_migrator', current_database());
  execute format('grant connect on database %I to svc_programme, svc_matching, svc_scheduling, svc_conferencing, svc_notification',
    current_database());
end
$$;

revoke create on schema public from public;
