-- Up Migration
-- Since when password and second factor both stand; without it the person has an invitation and nothing else.
alter table staff add column activated_at timestamptz;
create index staff_token_open on staff_token (staff_id) where used_at is null; -- a newer invitation kills the older
