-- Verified addresses, tombstones, the last use of a session, and who has blocked whom.
alter table users add column email_verified_at integer;
alter table users add column deleted_at integer;
alter table sessions add column last_used_at integer;

create table blocks (
    blocker_id blob not null references users (id) on delete cascade,
    blocked_id blob not null references users (id) on delete cascade,
    created_at integer not null,
    primary key (blocker_id, blocked_id)
) strict, without rowid;
-- by whom a user is blocked
create index blocks_by_blocked on blocks (blocked_id, blocker_id);
