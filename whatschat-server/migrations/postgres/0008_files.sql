-- Uploaded files, and the messages that use them. What a file holds is in the store, under its id.
create table files (
    id uuid primary key not null,
    owner_id uuid not null references users (id),
    address text not null unique, -- what an avatar holds that is this file
    name text not null,           -- for the eye alone
    size bigint not null,
    type text not null,
    width bigint,
    height bigint,
    thumbnail text,                  -- the type of the thumbnail, where there is one
    kept boolean not null default false, -- false while it arrives, and once it is to go
    created_at bigint not null
);
-- what someone keeps
create index files_by_owner on files (owner_id, created_at);
-- what nothing has used for a day
create index files_by_age on files (kept, created_at);

create table file_uses (
    message_id uuid not null references messages (id) on delete cascade,
    file_id uuid not null references files (id) on delete cascade,
    primary key (message_id, file_id)
);
-- the messages that use a file
create index file_uses_by_file on file_uses (file_id, message_id);

-- whose picture a file is
create index users_by_avatar on users (avatar) where avatar is not null;
create index chats_by_avatar on chats (avatar) where avatar is not null;
