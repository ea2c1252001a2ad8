-- Verified addresses, tombstones, the last use of a session, and who has blocked whom.
alter table users add column email_verified_at bigint;
alter table users add column deleted_at bigint;
alter table sessions add column last_used_at bigint;

create table blocks (
    blocker_id uuid not null references users (id) on delete cascade,
    blocked_id uuid not null references users (id) on delete cascade,
    created_at bigint not null,
    primary key (blocker_id, blocked_id)
);
-- by whom a user is blocked
create index blocks_by_blocked on blocks (blocked_id, blocker_id);
