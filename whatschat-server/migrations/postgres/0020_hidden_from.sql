-- Who has hidden a message learns nothing more of it.
drop index hidden_messages_by_chat;
create index hidden_messages_by_place on hidden_messages (chat_id, seq);
