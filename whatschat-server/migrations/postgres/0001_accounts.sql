-- Accounts, their sessions, and the tokens that open them. Tokens are kept as SHA-256 hashes.
create table users (
    id uuid primary key,
    username text not null,
    username_key text collate "C" not null unique, -- in lower case, sorted as SQLite does
    email text not null unique,        -- in lower case
    phone text unique,
    password_hash text not null,
    avatar text,
    status text not null,
    presence text not null,
    last_seen_at bigint,
    is_admin boolean not null default false,
    created_at bigint not null,
    updated_at bigint not null
);

create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    user_agent text,
    created_at bigint not null,
    ended_at bigint
);
-- ends all of a user's sessions
create index sessions_by_user on sessions (user_id);
-- the sessions that ended a moment ago, for the sockets to be closed
create index sessions_by_end on sessions (ended_at) where ended_at is not null;

create table refresh_tokens (
    hash bytea primary key,
    session_id uuid not null references sessions (id) on delete cascade,
    expires_at bigint not null,
    used_at bigint
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table password_resets (
    hash bytea primary key,
    user_id uuid not null references users (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
-- a new reset voids the earlier ones, and counts those of the last hour
create index password_resets_by_user on password_resets (user_id, created_at);
