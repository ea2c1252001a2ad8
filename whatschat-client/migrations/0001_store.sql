-- Whose store this is, and what it knows.
create table owner (
    one       integer primary key check (one = 1),
    server    text not null,
    user_id   blob not null,
    -- Up to where all events are in the tables below.
    cursor    text,
    -- The place in the log at which the chats were read as a whole: they have what came before.
    chats_pos integer not null default 0,
    -- The place of the last event that told too little to change a chat by; the chats are to be
    -- read again as they were there, or later.
    stale_pos integer
);

-- The chats, as a list shows them.
create table chats (
    id      blob primary key,
    summary text not null
);

create table messages (
    chat_id  blob not null,
    seq      integer not null,
    id       blob not null unique,
    -- The message that it answers: what it quotes changes with that one.
    reply_to blob,
    message  text not null,
    primary key (chat_id, seq)
) without rowid;
create index messages_by_answered on messages (reply_to) where reply_to is not null;

-- What the owner has deleted for themself: events may quote it still.
create table hidden (
    id blob primary key
) without rowid;

-- The places of a chat of which everything is known: a place in a range without a message has
-- none that the owner sees. Messages outside of the ranges may have changed since.
create table ranges (
    chat_id blob not null,
    first   integer not null,
    last    integer not null,
    primary key (chat_id, first)
) without rowid;

-- How far messages have reached the members.
create table marks (
    chat_id       blob not null,
    user_id       blob not null,
    delivered_seq integer not null,
    read_seq      integer not null,
    primary key (chat_id, user_id)
) without rowid;

-- What is to be sent, in this order.
create table outbox (
    place     integer primary key autoincrement,
    id        blob not null unique,
    chat_id   blob not null,
    draft     text not null,
    -- Whether the server may have it: then it must not change any more.
    tried     integer not null default 0,
    -- Why it was refused; null while it waits.
    failure   text,
    code      text,
    can_retry integer not null default 1
);
create index outbox_by_chat on outbox (chat_id, place);
