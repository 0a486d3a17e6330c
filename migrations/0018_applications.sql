-- Up Migration
-- Applications and certificates: what they add to a service request.

-- The whole definition as it stood when it was filled in. Null: kept before there were applications.
alter table service_form add column definition jsonb;

-- A draft remembers the form it was written on. The answers of an application are sealed: incomes, illnesses, numbers of persons.
alter table draft
  add column service_version integer,
  add column answers_sealed bytea;

alter table service_request
  add column answers_sealed bytea, -- of an application: all of them; `answers` is empty then
  add column protocol_year integer,
  add column protocol_number integer, -- 1, 2, 3 … in the year, without a gap
  add column protocol_on date,
  add column check_code text unique, -- on the receipt; whoever holds the paper sees how it stands
  add column entered text not null default 'online' check (entered in ('online', 'counter', 'phone')),
  add column entered_by uuid references staff (id),
  add column delivery text check (delivery in ('post', 'collect')), -- of what ends in a paper
  add column clock_days integer, -- the period of the definition it was filed on
  add column clock_unit text check (clock_unit in ('calendar', 'working')),
  add column clock_started_on date, -- complete, at the competent department
  add column clock_paused_on date, -- waits for the citizen since
  add column clock_waited integer not null default 0, -- days that it waited, in the unit of the period
  add column decided_at timestamptz, -- approved or rejected: nothing runs out any more
  add column challenge text, -- of a rejection: how it may be challenged
  add column delay_told_at timestamptz, -- the citizen was told that it will be late
  add constraint request_protocol unique (protocol_year, protocol_number);

create table protocol_counter (
  year integer primary key,
  last integer not null
);

-- Who applied, as they stood on that day: what the counter had checked, and how to reach them. Somebody at the counter may have no account.
create table applicant (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null unique references service_request (id) on delete cascade,
  surname text not null,
  first_name text not null,
  father_name text,
  mother_name text,
  birth_date_sealed bytea,
  afm_sealed bytea,
  tax_office text,
  street text, street_number text, postal_code text, area text,
  email text, phone text, mobile text,
  claims jsonb not null default '{}' -- claim → the day on which the counter checked it
);

-- The papers of a request, one a row, and how each comes.
create table request_paper (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references service_request (id) on delete cascade,
  position integer not null,
  field text not null, -- key of the form's file field, or of what a clerk asked for
  title jsonb not null,
  way text not null check (way in ('attach', 'bring', 'held', 'fetch')),
  state text not null check (state in ('given', 'owed', 'sought', 'not_needed')), -- sought: the municipality finds it itself
  asked_at timestamptz, -- by a clerk, after it was filed
  asked_why text,
  given_at timestamptz,
  unique (request_id, field)
);
create index request_paper_owed on request_paper (request_id) where state = 'owed'; -- what waits for the citizen

create table attachment (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid references citizen (id) on delete set null,
  draft_id uuid references draft (id) on delete cascade,
  request_id uuid references service_request (id) on delete cascade,
  field text not null,
  position integer not null default 0,
  type text not null check (type in ('pdf', 'jpeg')),
  pages integer, -- of a PDF
  bytes integer not null,
  content bytea not null,
  created_at timestamptz not null default now()
);
create index attachment_request on attachment (request_id, field, position) where request_id is not null; -- a request's page
create index attachment_draft on attachment (draft_id, field, position) where draft_id is not null; -- a form's page
create index attachment_citizen on attachment (citizen_id); -- quota

-- One field that a clerk asked the citizen to mend; what stood there before stays readable to the desk.
create table answer_correction (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references service_request (id) on delete cascade,
  field text not null,
  asked_at timestamptz not null default now(),
  asked_by uuid references staff (id),
  why text not null,
  before_sealed bytea,
  answered_at timestamptz
);
create index answer_correction_request on answer_correction (request_id, asked_at); -- a request's page
create unique index answer_correction_open on answer_correction (request_id) where answered_at is null; -- one at a time

-- What goes by post. A request whose paper came back has several, one after the other.
create table parcel (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references service_request (id) on delete cascade,
  attempt integer not null default 1,
  status text not null default 'waiting' check (status in ('waiting', 'printed', 'posted', 'delivered', 'returned', 'missing', 'cancelled')),
  recipient text not null,
  street text not null, street_number text not null, postal_code text not null, area text not null,
  free boolean not null default false, -- the desk erred: no postage is charged
  printed_at timestamptz, -- the address is frozen from here on
  tracking text, -- UPU S10
  posted_at timestamptz,
  ended_at timestamptz,
  note text,
  version integer not null default 1,
  unique (request_id, attempt)
);
create unique index parcel_tracking on parcel (tracking) where tracking is not null; -- the post room: one number, one parcel
create index parcel_waiting on parcel (status, id) where status in ('waiting', 'printed'); -- the post room's list
create index parcel_posted on parcel (posted_at) where status = 'posted'; -- those that have not arrived
