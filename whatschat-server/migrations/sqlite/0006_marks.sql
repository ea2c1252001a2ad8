-- How far messages have reached a member, and the mark that a chat is to look unread.
alter table members add column delivered_seq integer not null default 0;
alter table members add column marked_unread integer not null default 0;
update members set delivered_seq = read_seq;
