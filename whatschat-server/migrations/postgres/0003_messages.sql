-- Messages, in the order of their chats.
create table messages (
    id uuid primary key,
    chat_id uuid not null references chats (id) on delete cascade,
    seq bigint not null,
    sender_id uuid not null references users (id),
    client_message_id uuid,
    sent bytea, -- fingerprint of what was sent under it
    type text not null,
    content text not null,
    folded text, -- content in lower case, where the database's own lower() would not give it
    metadata text not null,
    created_at bigint not null,
    updated_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    unique (chat_id, seq),               -- pages of a chat
    unique (sender_id, client_message_id) -- a repeated send
);
