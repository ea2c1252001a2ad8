-- Whether one of a private chat's two has blocked the other: kept beside its last place, so that
-- who sends reads and locks both as one.
alter table chats add column blocked boolean not null default false;
update chats set blocked = true where pair_key is not null and exists (
    select 1 from blocks b
    join members one on one.chat_id = chats.id and one.user_id = b.blocker_id
    join members other on other.chat_id = chats.id and other.user_id = b.blocked_id);
