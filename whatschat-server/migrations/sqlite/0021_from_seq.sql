-- The end of the chat when someone joined: nobody is said to have read what was said before. Of those
-- who are in it already that is not known.
alter table members add column from_seq integer not null default 0;
