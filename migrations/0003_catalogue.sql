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
  version integer not null default 1 -- one more with each change of the definition
);
create table life_event (
  slug text primary key,
  position integer not null,
  title jsonb not null,
  summary jsonb not null,
  services text[] not null,
  certainty text not null
);
create table catalogue_answer ( -- emergencies, and things that are not the municipality's
  kind text not null check (kind in ('emergency', 'not_ours')),
  key text not null,
  position integer not null,
  definition jsonb not null,
  primary key (kind, key)
);
create table synonym (
  position integer primary key,
  words text[] not null,
  services text[] not null default '{}', -- what the words lead to
  means text[] not null default '{}', -- or the words that they stand for
  certainty text not null
);
create table street (
  name text primary key,
  position integer not null,
  verified boolean not null
);
create table tax_office (
  id text primary key,
  code text,
  name text not null,
  position integer not null
);
-- What a search looks through, made from all of the above. A hundred rows: reading them all beats any index.
create table search_entry (
  kind text not null check (kind in ('service', 'not_ours')),
  key text not null, -- of the service or the answer
  position integer not null,
  titles text[] not null, -- in both languages, folded: typed whole, they win
  said text[] not null, -- synonyms that mean this before anything else, folded
  words_el tsvector not null, -- title A, synonyms B, kinds of problem C, summary and the rest D
  words_en tsvector not null,
  sounds tsvector not null, -- Greek words by sound: for Greeklish, and for spelling that only sounds right
  primary key (kind, key)
);
create table search_word ( -- every word of it, for those who mistype
  word text not null,
  place text not null check (place in ('en', 'sounds')),
  primary key (word, place)
);
-- One row: its number rises with every change of the catalogue, so that each process drops the pages it keeps ready.
create table catalogue_version (
  one_row boolean primary key default true check (one_row),
  version bigint not null default 0,
  search_build integer not null default 0 -- which edition of the code made search_entry
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
