-- Up Migration
-- The windows of the counter. Whoever decides sits at one of them, chosen at sign-in; closed ones stay, for what was decided there.
create table desk (
  slug text primary key,
  title jsonb not null,
  position integer not null,
  closed_at timestamptz
);
insert into desk (slug, title, position) values
  ('window-1', '{"el": "Γκισέ 1", "en": "Window 1"}', 1),
  ('window-2', '{"el": "Γκισέ 2", "en": "Window 2"}', 2);

alter table verification drop constraint verification_status_check;
alter table verification add constraint verification_status_check check (status in
  ('ready', 'differs', 'paper_missing', 'second_awaited', 'binding_awaited', 'held', 'passed', 'refused', 'expired', 'cancelled'));
drop index verification_open;
create unique index verification_open on verification (citizen_id) where status in ('ready', 'differs', 'paper_missing', 'second_awaited', 'binding_awaited', 'held'); -- one at a time
alter table verification
  add column claims text[] not null default '{identity,afm,tax_office,address}', -- what this visit is to prove
  add column desk text references desk (slug), -- where it was looked at last
  add column note text, -- the clerk's, where a rule of form was set aside; the citizen reads it too
  add column pending jsonb, -- the claims as they will be once the citizen has typed the binding code
  add column binding_print bytea, -- of that code, which the receipt carries
  add column declared_print bytea, -- of what was compared: changed since, nothing is bound
  add column recovery_print bytea; -- of the recovery code on the same receipt
alter table claim add column desk text references desk (slug);

-- Put right at the counter, with the citizen present: what stood there before and what stands there now, both sealed.
create table correction (
  id uuid primary key,
  verification_id uuid not null references verification (id) on delete cascade,
  field text not null,
  before_sealed bytea not null,
  after_sealed bytea not null,
  staff_id uuid not null references staff (id),
  at timestamptz not null default now()
);
create index correction_verification on correction (verification_id); -- the supervisor's case, the letter

-- Who waits in front of the counter today.
create table arrival (
  id uuid primary key default gen_random_uuid(),
  verification_id uuid not null references verification (id) on delete cascade,
  day date not null,
  number integer not null, -- called out loud instead of a name
  arrived_at timestamptz not null default now(),
  due_at timestamptz not null default now(), -- whose turn comes first: when they came, or the hour of their appointment where that is later
  called_at timestamptz,
  called_by uuid references staff (id),
  ended_at timestamptz, -- opened, or nobody came
  desk text references desk (slug),
  unique (day, number)
);
create unique index arrival_waiting on arrival (verification_id, day) where ended_at is null; -- today's list, one number a person

-- What a supervisor has to look at: a visit that was held, an account whose owner said «this was not me».
create table supervision (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid not null references citizen (id) on delete cascade,
  verification_id uuid references verification (id) on delete cascade,
  cause text not null check (cause in ('suspicion', 'duplicate', 'tries', 'objection')),
  version integer not null default 1,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  closed_by uuid references staff (id),
  outcome text,
  note text
);
create index supervision_open on supervision (opened_at) where closed_at is null; -- the supervisor's list
create unique index supervision_one on supervision (citizen_id, coalesce(verification_id, citizen_id)) where closed_at is null; -- one case a matter
create index citizen_landline on citizen (phone) where phone is not null; -- the same telephone on another account
