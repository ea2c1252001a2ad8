-- Messages get a number each, in the order of their storing, as SQLite's have.
alter table messages add column row_id bigint;
update messages set row_id = numbered.n
from (
    -- Within a chat the numbers follow the places, even where a clock went backwards.
    select id, row_number() over (order by reached, chat_id, seq) as n
    from (select id, chat_id, seq, max(created_at) over (partition by chat_id order by seq) as reached
          from messages) as times
) as numbered
where numbered.id = messages.id;
alter table messages alter column row_id set not null;
alter table messages alter column row_id add generated always as identity;
select setval(pg_get_serial_sequence('messages', 'row_id'), coalesce(max(row_id), 0) + 1, false) from messages;
alter table messages add unique (row_id);

-- The words of messages, by their row_id; each is marked with where its message stands.
create table search (rowid bigint primary key, words tsvector not null);
-- A short list of what is to be sorted in: each search reads it.
create index search_words on search using gin (words) with (gin_pending_list_limit = 256);
-- Every mark makes its words rare. Statistics of the commonest would mislead the planner.
alter table search alter column words set statistics 0;

create function search_forgets() returns trigger language plpgsql as $$
begin
    delete from search where rowid = old.row_id;
    return null;
end $$;
create trigger search_forgets after delete on messages for each row execute function search_forgets();

-- The chats whose messages up to a place are older than the search; the server adds them.
create table unindexed (
    chat_id uuid primary key references chats (id) on delete cascade,
    seq bigint not null
);
insert into unindexed select id, last_seq from chats where last_seq > 0;

alter table messages drop column folded;

-- the first members of a chat
create index members_by_age on members (chat_id, joined_at, user_id);
