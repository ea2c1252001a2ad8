-- Chats, who is in them, and what they mean to each.
create table chats (
    id blob primary key not null,
    type text not null,
    name text,
    description text,
    avatar text,
    pair_key text unique, -- both ids of a private chat, the smaller first: one chat a pair
    last_seq integer not null default 0,
    created_at integer not null
) strict;

create table members (
    chat_id blob not null references chats (id) on delete cascade,
    user_id blob not null references users (id),
    role text not null,
    joined_at integer not null,
    name text,                              -- a private chat's name for this member
    muted integer not null default 0,
    muted_until integer,
    archived integer not null default 0,
    cleared_seq integer not null default 0, -- this member sees only what came after
    hidden_seq integer,                     -- not in the member's list until something comes after
    read_seq integer not null default 0,
    own_unread integer not null default 0,  -- the member's own messages after read_seq
    primary key (chat_id, user_id)
) strict, without rowid;
-- a user's chats
create index members_by_user on members (user_id, chat_id);
