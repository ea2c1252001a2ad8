-- When someone was taken out of the chat of a call that went on: they learn nothing of it after that.
alter table call_participants add column closed_at bigint;
