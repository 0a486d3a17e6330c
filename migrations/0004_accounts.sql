-- Up Migration
create table citizen (
  id uuid primary key,
  status text not null default 'pending' check (status in ('pending', 'active', 'disabled')),
  level text not null default 'A' check (level in ('A', 'B')),
  language text not null default 'el' check (language in ('el', 'en')),
  username text not null,
  username_key text not null,
  email text not null,
  email_key text not null,
  password_hash text not null,
  wrong_passwords integer not null default 0, -- in a row; a right one makes it 0
  surname text not null, surname_official text not null, surname_key text not null,
  first_name text not null, first_name_official text not null, first_name_key text not null,
  father_name text, father_name_official text,
  mother_name text, mother_name_official text,
  birth_date_sealed bytea,
  identity_kind text check (identity_kind in ('identity_card', 'passport')),
  identity_number_sealed bytea,
  identity_number_print bytea,
  identity_issuer text,
  identity_issued date,
  identity_expires date,
  afm_sealed bytea,
  afm_print bytea,
  tax_office_sealed bytea,
  street text, street_number text, postal_code text, area text,
  phone text, mobile text,
  delivery_street text, delivery_number text, delivery_postal_code text, delivery_area text,
  wants_level_b boolean not null default false,
  privacy_read_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  activated_at timestamptz,
  last_sign_in_at timestamptz
);
-- Only activated accounts hold a name or an address: somebody who never activates blocks nobody.
create unique index citizen_username on citizen (username_key) where status <> 'pending';
create unique index citizen_email on citizen (email_key) where status <> 'pending';
create index citizen_afm on citizen (afm_print) where level = 'B'; -- one certified account a person
create index citizen_pending on citizen (created_at) where status = 'pending'; -- nightly clean-up

create table citizen_token (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid not null references citizen (id) on delete cascade,
  purpose text not null check (purpose in ('activation', 'password_reset', 'email_change', 'sign_in_unlock', 'not_me')),
  token_hash bytea not null unique,
  code_print bytea, -- the short code, under a key kept outside the database
  wrong_codes integer not null default 0,
  email text, -- the address being proved, for email_change
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index citizen_token_citizen on citizen_token (citizen_id, purpose); -- a newer one kills the older

create table known_device (
  id uuid primary key default gen_random_uuid(),
  citizen_id uuid not null references citizen (id) on delete cascade,
  token_hash bytea not null,
  browser text not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique (citizen_id, token_hash)
);

create table sign_in (
  id bigint generated always as identity primary key,
  citizen_id uuid not null references citizen (id) on delete cascade,
  at timestamptz not null default now(),
  outcome text not null check (outcome in ('ok', 'wrong_password', 'limited')),
  browser text not null,
  new_device boolean not null default false
);
create index sign_in_citizen on sign_in (citizen_id, at desc); -- my sign-ins

create table staff (
  id uuid primary key default gen_random_uuid(),
  status text not null default 'invited' check (status in ('invited', 'active', 'suspended')),
  username text not null,
  username_key text not null unique,
  email text not null,
  name text not null,
  password_hash text,
  wrong_passwords integer not null default 0,
  totp_secret_sealed bytea,
  totp_last_step bigint not null default 0,
  roles text[] not null,
  departments text[] not null default '{}',
  last_day date,
  created_at timestamptz not null default now()
);
create table staff_token (
  token_hash bytea primary key,
  staff_id uuid not null references staff (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create table staff_recovery_code (
  staff_id uuid not null references staff (id) on delete cascade,
  code_print bytea not null,
  used_at timestamptz,
  primary key (staff_id, code_print)
);
