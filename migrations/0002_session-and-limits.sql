-- Up Migration
create table session (
  sid text primary key,
  sess json not null,
  expire timestamptz not null,
  created_at timestamptz not null default now(),
  citizen_id uuid generated always as ((sess ->> 'citizenId')::uuid) stored,
  staff_id uuid generated always as ((sess ->> 'staffId')::uuid) stored
);
create index session_expire on session (expire); -- nightly clean-up
create index session_citizen on session (citizen_id) where citizen_id is not null; -- my sessions
create index session_staff on session (staff_id) where staff_id is not null; -- end all of a clerk's

create table rate_limit (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limit_expire on rate_limit (expire); -- clean-up
