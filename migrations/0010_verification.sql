-- Up Migration
-- The way to Level B, from the slip to its end. The code opens the visit at the counter; it never signs anybody in.
create table verification (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid not null references citizen (id) on delete cascade,
  status text not null default 'ready' check (status in
    ('ready', 'differs', 'paper_missing', 'second_awaited', 'held', 'passed', 'refused', 'expired', 'cancelled')),
  code_print bytea not null unique, -- found by what is typed or scanned
  code_sealed bytea not null, -- shown again on the slip
  version integer not null default 1, -- every change adds one: an older page may not decide
  tries integer not null default 0,
  fields text[] not null default '{}', -- which fields differ, or what no paper has proved; never a value
  reason text, -- in the clerk's words, read by the citizen
  staff_id uuid references staff (id), -- who looked last
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_at timestamptz,
  held_at timestamptz, -- once held, a later visit wants a second clerk
  receipt_sealed bytea -- the recovery code, for the printed receipt; gone a quarter of an hour later
);
create unique index verification_open on verification (citizen_id) where status in ('ready', 'differs', 'paper_missing', 'second_awaited', 'held'); -- one at a time
create index verification_expiry on verification (expires_at); -- clean-up
create index verification_citizen on verification (citizen_id, created_at desc); -- my verification

-- Which papers are taken at the counter, and what each proves: the editor's table.
create table accepted_paper (
  slug text primary key,
  title jsonb not null,
  proves text[] not null,
  expired_ok boolean not null, -- old identity cards carry no expiry
  position integer not null
);
insert into accepted_paper (slug, title, proves, expired_ok, position) values
  ('identity_card_old', '{"el": "Ταυτότητα παλαιού τύπου", "en": "Identity card, old type"}', '{identity}', true, 1),
  ('identity_card', '{"el": "Ταυτότητα νέου τύπου", "en": "Identity card, new type"}', '{identity}', false, 2),
  ('passport', '{"el": "Διαβατήριο", "en": "Passport"}', '{identity}', false, 3),
  ('tax_assessment', '{"el": "Εκκαθαριστικό φόρου εισοδήματος", "en": "Income tax assessment"}', '{afm,tax_office,address}', true, 4),
  ('property_tax', '{"el": "Εκκαθαριστικό ΕΝΦΙΑ", "en": "ENFIA property tax assessment"}', '{afm,tax_office,address}', true, 5),
  ('personal_information', '{"el": "Προσωποποιημένη πληροφόρηση από το myAADE", "en": "Personalised information printed from myAADE"}', '{afm,tax_office,address}', true, 6),
  ('utility_bill', '{"el": "Λογαριασμός ρεύματος, νερού ή τηλεφώνου", "en": "Electricity, water or telephone bill"}', '{address}', true, 7);

-- Level B is four dated claims.
create table claim (
  citizen_id uuid not null references citizen (id) on delete cascade,
  claim text not null check (claim in ('identity', 'afm', 'tax_office', 'address')),
  paper text not null references accepted_paper (slug),
  paper_end text not null, -- the last three characters of its number
  verification_id uuid not null references verification (id),
  staff_id uuid not null references staff (id),
  verified_at timestamptz not null default now(),
  expires_on date,
  primary key (citizen_id, claim)
);

-- An account is only as good as its weakest way back in.
alter table citizen
  add column suspended_at timestamptz,
  add column suspended_for text check (suspended_for in ('password_reset', 'objection')),
  add column recovery_print bytea; -- of the code that the counter handed over
drop index citizen_afm;
create unique index citizen_afm on citizen (afm_print) where level = 'B'; -- one certified account a person
create index citizen_phone on citizen (mobile) where mobile is not null; -- the same telephone on another account
