-- Calls, and who is in them.
create table calls (
    id uuid primary key,
    type text not null,
    chat_id uuid references chats (id) on delete set null,
    message_id uuid references messages (id) on delete set null, -- tells the chat of it
    version bigint not null,
    status text not null,               -- made from the participants
    connected boolean not null,         -- whether sound or picture ever went through
    rings_until bigint not null,
    created_at bigint not null,
    started_at bigint,                  -- the first answer
    ended_at bigint,
    due_at bigint                       -- when time alone will change it
);
-- what time has changed, the longest ago first
create index calls_due on calls (due_at) where due_at is not null;
create index calls_by_chat on calls (chat_id) where chat_id is not null;
create index calls_by_message on calls (message_id) where message_id is not null;

create table call_participants (
    call_id uuid not null references calls (id) on delete cascade,
    user_id uuid not null references users (id),
    place integer not null,             -- the caller's is 0
    status text not null,
    reason text,
    device uuid,                        -- the session that answered
    grace_until bigint,                 -- until when a lost device may come back
    joined_at bigint,
    left_at bigint,
    primary key (call_id, user_id)
);
-- a user's calls, newest first
create index call_participants_by_user on call_participants (user_id, call_id);
-- nobody is in two calls, so no pair has two either
create unique index call_participants_live on call_participants (user_id)
    where status in ('invited', 'ringing', 'answered');
