-- Messages, in the order of their chats.
create table messages (
    row_id integer primary key,
    id blob not null unique,
    chat_id blob not null references chats (id) on delete cascade,
    seq integer not null,
    sender_id blob not null references users (id),
    client_message_id blob,
    sent blob, -- fingerprint of what was sent under it
    type text not null,
    content text not null,
    folded text, -- content in lower case, where the database's own lower() would not give it
    metadata text not null,
    created_at integer not null,
    updated_at integer not null,
    edited_at integer,
    deleted_at integer,
    unique (chat_id, seq),               -- pages of a chat
    unique (sender_id, client_message_id) -- a repeated send
) strict;
