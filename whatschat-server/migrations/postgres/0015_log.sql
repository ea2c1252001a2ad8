-- What clients must learn: one row a change, in the order of the commits.
create table log (
    pos bigint primary key not null, -- dense
    stream uuid not null, -- who reads it: those in a chat, a user, or (all zeros) who shares a chat with `about`
    event text not null,
    seq bigint,           -- the message that it is about: it is shown as it is when it is read
    about uuid,           -- whose doing or profile it is, or which call
    detail text,          -- JSON of what is kept nowhere else
    at bigint not null
);
-- what has happened since, in what someone reads
create index log_by_stream on log (stream, pos);

-- Where the log ends, also once old rows are gone. The epoch names this log: whoever restores a
-- backup gives it a new one, since positions of before mean nothing in it.
create table log_head (
    epoch bigint not null,
    pos bigint not null
);
insert into log_head values (floor(random() * 4294967296)::bigint, 0);

-- The end of the log when someone joined: they see what comes after.
alter table members add column from_pos bigint not null default 0;
