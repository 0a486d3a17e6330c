-- Up Migration
-- What the portal writes to people. A letter is written in the transaction of the act it tells of; a job delivers it.
create table letter (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid references citizen (id) on delete cascade,
  staff_id uuid references staff (id) on delete cascade,
  request_id uuid references service_request (id) on delete cascade,
  kind text not null,
  language text not null,
  to_address text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  created_at timestamptz not null default now(),
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  sent_at timestamptz,
  last_problem text
);
create index letter_waiting on letter (next_attempt_at) where status = 'waiting'; -- delivery
create index letter_request on letter (request_id, created_at) where request_id is not null; -- a request's page
create index letter_citizen on letter (citizen_id, created_at desc); -- my letters
