-- Up Migration
-- The form as it stood when it was filled in: kept once a version, for ever.
create table service_form (
  service text not null references service (slug),
  version integer not null,
  title jsonb not null,
  fields jsonb not null,
  subcategories jsonb not null,
  primary key (service, version)
);

create table service_request (
  id uuid primary key default gen_random_uuid(),
  number text not null unique, -- nine digits, random, the last one checks the rest
  kind text not null check (kind in ('complaint', 'application', 'certificate')),
  service text not null,
  service_version integer not null,
  answers jsonb not null,
  citizen_id uuid references citizen (id) on delete set null,
  language text not null,
  submission_key uuid not null,
  department text not null references department (slug),
  status text not null,
  urgent boolean not null default false,
  assignee_id uuid references staff (id),
  forwarded_to text, -- another body, by name
  outcome text,
  outcome_reason text,
  version integer not null default 1, -- every change adds one: an older page may not decide
  submitted_at timestamptz(3) not null default now(), -- as exact as a page’s address can carry it
  due_on date,
  taken_at timestamptz,
  closed_at timestamptz,
  changed_at timestamptz not null default now(),
  unique (citizen_id, submission_key),
  foreign key (service, service_version) references service_form (service, version)
);
create index request_submitted on service_request (submitted_at); -- how many this hour
create index request_mine on service_request (citizen_id, submitted_at desc, id desc); -- my requests
create index request_queue on service_request (department, submitted_at, id) where closed_at is null; -- the desk's queue
create index request_assignee on service_request (assignee_id, submitted_at) where closed_at is null; -- the desk's «mine»

create table request_event (
  id bigint generated always as identity primary key,
  request_id uuid not null references service_request (id) on delete cascade,
  at timestamptz not null default now(),
  actor text not null check (actor in ('citizen', 'staff', 'system')),
  staff_id uuid references staff (id),
  event text not null,
  status text, -- the status it led to
  text text,
  internal boolean not null default false,
  data jsonb not null default '{}'
);
create index request_event_request on request_event (request_id, id); -- timeline

create table draft (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid not null references citizen (id) on delete cascade,
  service text not null references service (slug),
  answers jsonb not null,
  submission_key uuid not null default gen_random_uuid(),
  updated_at timestamptz not null default now(),
  unique (citizen_id, service)
);

create table photo (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid references citizen (id) on delete set null,
  draft_id uuid references draft (id) on delete cascade,
  request_id uuid references service_request (id) on delete cascade,
  position integer not null default 0,
  width integer not null,
  height integer not null,
  bytes integer not null,
  image bytea not null,
  thumbnail bytea not null,
  created_at timestamptz not null default now()
);
create index photo_request on photo (request_id, position) where request_id is not null; -- a request's page
create index photo_draft on photo (draft_id, position) where draft_id is not null; -- a form's page
create index photo_citizen on photo (citizen_id); -- quota
