-- One kind of token for all that mails bring: what resets a password, what verifies an address.
alter table password_resets rename to mail_tokens;
alter table mail_tokens add column purpose text not null default 'reset';
drop index password_resets_by_user;
-- a new token voids the earlier ones of its purpose, and counts those of the last hour
create index mail_tokens_by_user on mail_tokens (user_id, purpose, created_at);

-- How long ago a session was used says when it is over, and which one makes room.
update sessions set last_used_at = created_at where last_used_at is null;

-- What is over is cleared away.
create index sessions_by_use on sessions (last_used_at) where ended_at is null;
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);
create index mail_tokens_by_expiry on mail_tokens (expires_at);

-- what happened to one account, for its export
create index audit_by_user on audit (user_id, at, id);
