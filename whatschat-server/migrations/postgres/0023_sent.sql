-- A repeated send is found by its id and then its sender: ids that follow each other in time stand
-- side by side, where each sender had a page of their own to be written.
create unique index messages_by_sent on messages (client_message_id, sender_id);
alter table messages drop constraint messages_sender_id_client_message_id_key;

-- Who was in a group and left it: what they wrote there is found by chat.
create table former_members (
    user_id uuid not null references users (id) on delete cascade,
    chat_id uuid not null references chats (id) on delete cascade,
    primary key (user_id, chat_id)
);
create index former_members_by_chat on former_members (chat_id);
insert into former_members (user_id, chat_id)
    select distinct x.sender_id, x.chat_id from messages x
    join users u on u.id = x.sender_id and u.deleted_at is null
    where not exists (
        select 1 from members m
        where m.chat_id = x.chat_id and m.user_id = x.sender_id and m.from_seq < x.seq
    );
