-- Up Migration
-- A claim does not live for ever: its owner changes what it says, its paper ends, the town's policy ends it, or it is revoked.
alter table claim
  add column returned_at timestamptz,
  add column returned_for text check (returned_for in ('changed', 'merged', 'expired', 'revoked', 'given_up')),
  add column warned_for date, -- the end that the letter named
  add constraint claim_returned check ((returned_at is null) = (returned_for is null));
create index claim_staff on claim (staff_id, verified_at); -- all that one clerk has certified, to be revoked

-- After how many years a claim is checked anew, beside the end of its paper: the editor's table. Null: never.
create table claim_policy (
  claim text primary key check (claim in ('identity', 'afm', 'tax_office', 'address')),
  years integer check (years between 1 and 50),
  changed_on date not null default (now() at time zone 'Europe/Athens')::date,
  version integer not null default 1
);
insert into claim_policy (claim) values ('identity'), ('afm'), ('tax_office'), ('address');

-- Claims as they stand today. A shorter period ends nothing sooner than thirty days after it was decided.
create view claim_standing as
  select c.citizen_id, c.claim, c.paper, c.paper_end, c.staff_id, c.desk, c.verified_at, c.returned_at, c.returned_for, c.warned_for, e.ends_on,
    c.returned_at is null and (e.ends_on is null or e.ends_on >= (now() at time zone 'Europe/Athens')::date) as counts
  from claim c join claim_policy p on p.claim = c.claim
    cross join lateral (select least(c.expires_on, greatest(
      ((c.verified_at at time zone 'Europe/Athens') + make_interval(years => p.years))::date,
      case when p.years is not null then p.changed_on + 30 end)) as ends_on) e;

alter table accepted_paper
  add column retired_at timestamptz, -- taken no longer; claims that rest on it still name it
  add column version integer not null default 1;

-- Level B taken away by a decision: of one person, of all whom a clerk certified, of all certified in some time.
create table revocation (
  id uuid primary key, -- made by the form: a second press is the same decision
  scope text not null check (scope in ('person', 'clerk', 'period')),
  clerk_id uuid references staff (id),
  from_on date,
  before_on date,
  reason text not null, -- in the supervisor's words, read by the citizen
  staff_id uuid not null references staff (id),
  at timestamptz not null default now(),
  people integer not null,
  done integer not null default 0
);
create index revocation_at on revocation (at desc, id); -- the list of revocations
alter table citizen
  add column revocation_id uuid references revocation (id), -- their rights end with the decision, the rest follows in batches
  add column revoked_at timestamptz;
create index citizen_revocation on citizen (revocation_id) where revocation_id is not null and level = 'B'; -- whose letters are still to be written

-- The Δ.Ο.Υ. into which the state merged one: a paper may name either.
alter table tax_office add column merged_into text;
update tax_office set merged_into = 'kefode-attikis'
where code between '1101' and '1312' and id not in
  ('1118', '1125', '1159', '1190', '1192', '1206', '1207', '1290', '1291', '1292', '1301', '1305', '1310', '1311');
update tax_office set merged_into = 'kefode-thessalonikis' where code between '4211' and '4293' and id not in ('4224', '4290', '4291', '4292');

-- Which claims a service of Level B rests on.
update service set version = version + 1, definition = definition || jsonb_build_object('claims', case
  when slug in ('vevaiosi-mi-ofeilis-tap', 'dimotiki-enimerotita', 'katastasi-ofeilon', 'rythmisi-ofeilon', 'metavoli-tetragonikon-akinitou')
    then '["identity", "afm"]'::jsonb
  when slug in ('meiosi-dimotikon-telon', 'koinoniko-pantopoleio') then '["identity", "afm", "address"]'::jsonb
  when slug in ('vevaiosi-monimis-katoikias', 'metadimotefsi', 'thesi-stathmefsis-amea', 'voitheia-sto-spiti', 'eggrafi-kapi', 'eggrafi-paidikou-stathmou')
    then '["identity", "address"]'::jsonb
  else '["identity"]'::jsonb end)
where min_level = 'B';
update catalogue_version set version = version + 1;
