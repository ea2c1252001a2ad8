-- What clients must learn: one row a change, in the order of the commits.
create table log (
    pos integer primary key not null, -- dense
    stream blob not null, -- who reads it: those in a chat, a user, or (all zeros) who shares a chat with `about`
    event text not null,
    seq integer,          -- the message that it is about: it is shown as it is when it is read
    about blob,           -- whose doing or profile it is, or which call
    detail text,          -- JSON of what is kept nowhere else
    at integer not null
) strict;
-- what has happened since, in what someone reads
create index log_by_stream on log (stream, pos);

-- Where the log ends, also once old rows are gone. The epoch names this log: whoever restores a
-- backup gives it a new one, since positions of before mean nothing in it.
create table log_head (
    epoch integer not null,
    pos integer not null
) strict;
insert into log_head values (abs(random()) % 4294967296, 0);

-- The end of the log when someone joined: they see what comes after.
alter table members add column from_pos integer not null default 0;
