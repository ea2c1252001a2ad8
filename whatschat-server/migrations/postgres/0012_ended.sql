-- Groups that have ended, until all their messages are deleted.
alter table chats add column ended_at bigint;
-- what is left to delete
create index chats_ended on chats (ended_at) where ended_at is not null;
