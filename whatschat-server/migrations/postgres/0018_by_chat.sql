-- A chat that is deleted takes these with it.
create index mentions_by_chat on mentions (chat_id);
create index hidden_messages_by_chat on hidden_messages (chat_id);
