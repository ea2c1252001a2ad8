-- Chats, who is in them, and what they mean to each.
create table chats (
    id uuid primary key,
    type text not null,
    name text,
    description text,
    avatar text,
    pair_key text unique, -- both ids of a private chat, the smaller first: one chat a pair
    last_seq bigint not null default 0,
    created_at bigint not null
);

create table members (
    chat_id uuid not null references chats (id) on delete cascade,
    user_id uuid not null references users (id),
    role text not null,
    joined_at bigint not null,
    name text,                              -- a private chat's name for this member
    muted boolean not null default false,
    muted_until bigint,
    archived boolean not null default false,
    cleared_seq bigint not null default 0, -- this member sees only what came after
    hidden_seq bigint,                     -- not in the member's list until something comes after
    read_seq bigint not null default 0,
    own_unread bigint not null default 0,  -- the member's own messages after read_seq
    primary key (chat_id, user_id)
);
-- a user's chats
create index members_by_user on members (user_id, chat_id);
