-- Up Migration
-- Counted up by each change, so that a page older than the last one is refused.
alter table staff
  add column version integer not null default 1,
  add column last_sign_in_at timestamptz;
alter table desk add column version integer not null default 1;
create unique index desk_open_title on desk ((title ->> 'el')) where closed_at is null; -- the windows' page: no two of one name

-- How many rows a link holds: tells a row that was taken out from one that was changed. Links made before have no number.
alter table audit_link add column events integer;
create index audit_event_at on audit_event (at); -- the auditor's page, by day
create index audit_event_event on audit_event (event, id); -- the same, by what happened; the supervisor's line on unusual decisions
