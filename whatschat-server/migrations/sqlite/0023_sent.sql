-- no-transaction
-- A repeated send is found by its id and then its sender: ids that follow each other in time stand
-- side by side, where each sender had a page of their own to be written. SQLite changes a constraint
-- only with the whole table, and only without looking at foreign keys, which no transaction may turn
-- off. All of it may run twice.
pragma foreign_keys = off;
begin immediate;

-- Who was in a group and left it: what they wrote there is found by chat.
create table if not exists former_members (
    user_id blob not null references users (id) on delete cascade,
    chat_id blob not null references chats (id) on delete cascade,
    primary key (user_id, chat_id)
) strict, without rowid;
create index if not exists former_members_by_chat on former_members (chat_id);
insert or ignore into former_members (user_id, chat_id)
    select distinct x.sender_id, x.chat_id from messages x
    join users u on u.id = x.sender_id and u.deleted_at is null
    where not exists (
        select 1 from members m
        where m.chat_id = x.chat_id and m.user_id = x.sender_id and m.from_seq < x.seq
    );

create table new_messages (
    row_id integer primary key,
    id blob not null unique,
    chat_id blob not null references chats (id) on delete cascade,
    seq integer not null,
    sender_id blob not null references users (id),
    client_message_id blob,
    sent blob, -- fingerprint of what was sent under it
    type text not null,
    content text not null,
    metadata text not null,
    created_at integer not null,
    updated_at integer not null,
    edited_at integer,
    deleted_at integer,
    system text,
    reply_to blob,
    mentions text,
    forwarded_from blob,
    pinned_at integer,
    reactions text,
    unique (chat_id, seq) -- pages of a chat
) strict;
insert into new_messages
    select row_id, id, chat_id, seq, sender_id, client_message_id, sent, type, content, metadata,
           created_at, updated_at, edited_at, deleted_at, system, reply_to, mentions, forwarded_from,
           pinned_at, reactions
    from messages order by row_id;
drop table messages;
alter table new_messages rename to messages;
create unique index messages_by_sent on messages (client_message_id, sender_id);
create index messages_pinned on messages (chat_id, pinned_at) where pinned_at is not null;
create trigger search_forgets after delete on messages begin
    delete from search where rowid = old.row_id;
end;

commit;
pragma foreign_keys = on;
