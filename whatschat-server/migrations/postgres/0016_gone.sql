-- Nobody writes into a private chat with somebody whose account was deleted.
update chats set blocked = true where pair_key is not null and exists (
    select 1 from members m join users u on u.id = m.user_id
    where m.chat_id = chats.id and u.deleted_at is not null);

-- Whether somebody who was called was apart from the caller: they see nothing of the call.
alter table call_participants add column apart boolean not null default false;
