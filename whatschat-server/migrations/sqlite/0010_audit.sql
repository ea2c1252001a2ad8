-- What happened that touches security. Without references: it outlives what it speaks of.
create table audit (
    id blob primary key not null,
    at integer not null,
    what text not null,
    user_id blob,
    by_user_id blob,
    address text
) strict;
-- what happened since
create index audit_by_time on audit (at, id);

create trigger audit_is_not_changed before update on audit
begin
    select raise(abort, 'the audit log is only ever added to');
end;
create trigger audit_is_not_shortened before delete on audit
begin
    select raise(abort, 'the audit log is only ever added to');
end;
