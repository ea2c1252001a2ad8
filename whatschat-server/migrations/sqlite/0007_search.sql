-- The words of messages, by their row_id; each is marked with where its message stands.
create virtual table search using fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
create trigger search_forgets after delete on messages begin
    delete from search where rowid = old.row_id;
end;

-- The chats whose messages up to a place are older than the search; the server adds them.
create table unindexed (
    chat_id blob primary key not null references chats (id) on delete cascade,
    seq integer not null
) strict, without rowid;
insert into unindexed select id, last_seq from chats where last_seq > 0;

alter table messages drop column folded;

-- the first members of a chat
create index members_by_age on members (chat_id, joined_at, user_id);
