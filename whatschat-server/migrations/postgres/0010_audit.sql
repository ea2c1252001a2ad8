-- What happened that touches security. Without references: it outlives what it speaks of.
create table audit (
    id uuid primary key,
    at bigint not null,
    what text not null,
    user_id uuid,
    by_user_id uuid,
    address text
);
-- what happened since
create index audit_by_time on audit (at, id);

create function refuse_to_change_audit() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to';
end
$$;
create trigger audit_is_only_added_to before update or delete or truncate on audit
    execute function refuse_to_change_audit();
