-- Up Migration
create table category (
  slug text primary key,
  position integer not null,
  title jsonb not null,
  summary jsonb not null
);
create table department (
  slug text primary key,
  position integer not null,
  name jsonb not null,
  category text not null references category (slug),
  directorate jsonb,
  phones text[] not null default '{}',
  email text,
  address jsonb,
  hours jsonb,
  certainty text not null,
  note text
);
create table service (
  slug text primary key,
  position integer not null,
  category text not null references category (slug),
  department text not null references department (slug),
  channel text not null check (channel in ('information', 'complaint', 'application', 'certificate_by_post')),
  min_level text not null check (min_level in ('none', 'A', 'B')),
  title jsonb not null,
  summary jsonb not null,
  definition jsonb not null, -- who, documents, cost, time, law, alternative, fields, subcategories, certainty, sources, notes
  version integer not null default 1,
  words_el tsvector not null,
  words_en tsvector not null,
  folded text not null, -- title and synonyms without accents, for trigrams
  greeklish text not null -- the same by sound
);
create index service_words_el on service using gin (words_el); -- search
create index service_words_en on service using gin (words_en); -- search
create index service_folded on service using gin (folded gin_trgm_ops); -- search, misspelt
create table life_event (
  slug text primary key,
  position integer not null,
  title jsonb not null,
  summary jsonb not null,
  services text[] not null
);
create table catalogue_answer ( -- emergencies, and things that are not the municipality's
  key text primary key,
  kind text not null check (kind in ('emergency', 'not_ours')),
  position integer not null,
  definition jsonb not null
);
create table synonym (
  id bigint generated always as identity primary key,
  words text[] not null,
  services text[] not null default '{}',
  means text[] not null default '{}'
);
create table street (
  name text primary key,
  folded text not null,
  verified boolean not null
);
create table tax_office (
  id text primary key,
  code text,
  name text not null,
  position integer not null
);
-- One row: its number rises with every change of the catalogue, so that each process drops the pages it keeps ready.
create table catalogue_version (
  only boolean primary key default true check (only),
  version bigint not null default 0
);
insert into catalogue_version default values;
create table search_miss (
  query text not null,
  language text not null,
  times integer not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (query, language)
);
