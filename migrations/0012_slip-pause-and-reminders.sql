-- Up Migration
-- While an administrator pauses expiry, during an outage say, no slip runs out. One pause at a time.
create table verification_pause (
  id uuid primary key default gen_random_uuid(),
  since timestamptz not null default now(),
  reason text not null,
  started_by uuid not null references staff (id),
  ended_at timestamptz,
  ended_by uuid references staff (id)
);
create unique index verification_pause_one on verification_pause ((true)) where ended_at is null; -- the clock of slips

-- The clock of slips: it stands still while expiry is paused.
create function verification_clock() returns timestamptz stable language sql as
  'select coalesce((select since from verification_pause where ended_at is null), now())';

alter table verification
  add column reminded_days smallint; -- of the last reminder: so many days before the end
