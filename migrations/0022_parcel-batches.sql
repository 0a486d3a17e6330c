-- Up Migration
-- The post room: what was printed together, and what the municipality itself got wrong.

create table parcel_batch (
  id uuid primary key default gen_random_uuid(),
  printed_by uuid not null references staff (id),
  printed_at timestamptz not null default now()
);

alter table parcel
  add column batch_id uuid references parcel_batch (id),
  add column erred boolean not null default false; -- it failed by a mistake of the municipality: the next one is free
create index parcel_batch_parcels on parcel (batch_id) where batch_id is not null; -- the page of a batch
create unique index parcel_erred on parcel (request_id) where erred; -- the case page: one free reprint a request
create index parcel_ended on parcel (ended_at) where status in ('returned', 'missing'); -- what came back

-- A parcel with its request, as the post room sees it. `at`: when it came onto its shelf; `is_last`: no later attempt.
create view room_parcel as
  select p.id, p.status, p.attempt, p.recipient, p.street, p.street_number, p.postal_code, p.area, p.free, p.erred, p.tracking, p.note,
    p.batch_id, r.department, r.delivery, r.status as request_status,
    date_trunc('milliseconds', coalesce(p.ended_at, p.posted_at, p.printed_at, r.decided_at, r.changed_at)) as at,
    not exists (select from parcel l where l.request_id = p.request_id and l.attempt > p.attempt) as is_last,
    jsonb_build_object('id', r.id, 'number', r.number, 'kind', r.kind, 'status', r.status, 'version', r.version,
      'department', r.department, 'citizenId', r.citizen_id, 'language', r.language, 'title', f.title,
      'protocol', case when r.protocol_number is not null
        then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end) as request
  from parcel p
  join service_request r on r.id = p.request_id
  join service_form f on f.service = r.service and f.version = r.service_version;
