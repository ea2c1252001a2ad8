-- What a message can be beyond its text: an answer, a forward, a happening, pinned, reacted to.
alter table messages add column system text;         -- JSON of a SystemEvent
alter table messages add column reply_to blob;       -- a message of the same chat
alter table messages add column mentions text;       -- JSON list of user ids
alter table messages add column forwarded_from blob; -- who first sent it
alter table messages add column pinned_at integer;
alter table messages add column reactions text;      -- JSON list, made from the table below
-- a chat's pinned messages
create index messages_pinned on messages (chat_id, pinned_at) where pinned_at is not null;

create table mentions (
    user_id blob not null references users (id) on delete cascade,
    chat_id blob not null references chats (id) on delete cascade,
    seq integer not null,
    primary key (user_id, chat_id, seq) -- counts those after a read mark
) strict, without rowid;

create table reactions (
    message_id blob not null references messages (id) on delete cascade,
    emoji text not null,
    user_id blob not null references users (id) on delete cascade,
    created_at integer not null,
    primary key (message_id, emoji, user_id)
) strict, without rowid;

create table message_versions (
    message_id blob not null references messages (id) on delete cascade,
    created_at integer not null, -- from when on the message said so
    content text not null,
    metadata text not null
) strict;
-- the history of a message
create index message_versions_by_message on message_versions (message_id, created_at);

create table hidden_messages (
    user_id blob not null references users (id) on delete cascade,
    chat_id blob not null references chats (id) on delete cascade,
    seq integer not null,
    primary key (user_id, chat_id, seq) -- counts those of a page
) strict, without rowid;
