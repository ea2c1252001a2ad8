-- Accounts, their sessions, and the tokens that open them. Tokens are kept as SHA-256 hashes.
create table users (
    id blob primary key not null,
    username text not null,
    username_key text not null unique, -- in lower case
    email text not null unique,        -- in lower case
    phone text unique,
    password_hash text not null,
    avatar text,
    status text not null,
    presence text not null,
    last_seen_at integer,
    is_admin integer not null default 0,
    created_at integer not null,
    updated_at integer not null
) strict;

create table sessions (
    id blob primary key not null,
    user_id blob not null references users (id) on delete cascade,
    user_agent text,
    created_at integer not null,
    ended_at integer
) strict;
-- ends all of a user's sessions
create index sessions_by_user on sessions (user_id);
-- the sessions that ended a moment ago, for the sockets to be closed
create index sessions_by_end on sessions (ended_at) where ended_at is not null;

create table refresh_tokens (
    hash blob primary key not null,
    session_id blob not null references sessions (id) on delete cascade,
    expires_at integer not null,
    used_at integer
) strict;
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table password_resets (
    hash blob primary key not null,
    user_id blob not null references users (id) on delete cascade,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict;
-- a new reset voids the earlier ones, and counts those of the last hour
create index password_resets_by_user on password_resets (user_id, created_at);
