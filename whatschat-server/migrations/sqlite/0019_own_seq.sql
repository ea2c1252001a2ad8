-- Up to where all after read_seq is the member's own: what is unread is looked for after it.
alter table members add column own_seq integer not null default 0;
update members set own_seq = coalesce(
    (select x.seq - 1 from messages x
     where x.chat_id = members.chat_id and x.seq > members.read_seq and x.sender_id <> members.user_id
     order by x.seq limit 1),
    (select c.last_seq from chats c where c.id = members.chat_id))
where own_unread > 0;
