-- Up Migration
-- The portal's login role is made a member of this one; see the operators' handbook.
do $$ begin
  if not exists (select from pg_roles where rolname = 'thyrida_portal') then
    create role thyrida_portal nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- Greek word forms without accents: ΛΑΚΚΟΥΒΑ = λακκούβες.
create text search configuration el (copy = greek);
alter text search configuration el
  alter mapping for asciiword, word, hword, hword_part, asciihword, hword_asciipart with unaccent, greek_stem;
create text search configuration en (copy = english);
