-- Up Migration
-- Days on which the municipality is closed: computed for whole years, and what an editor adds or takes away.
create table holiday (
  day date primary key,
  title jsonb not null,
  by_rule boolean not null default false, -- a year that has one of these is filled, and is not filled again by itself
  half boolean not null default false -- a working day that ends two hours earlier
);
insert into holiday (day, title, by_rule, half) values
  ('2026-01-01', '{"el": "Πρωτοχρονιά", "en": "New Year’s Day"}', true, false),
  ('2026-01-06', '{"el": "Θεοφάνια", "en": "Epiphany"}', true, false),
  ('2026-02-23', '{"el": "Καθαρά Δευτέρα", "en": "Clean Monday"}', true, false),
  ('2026-03-25', '{"el": "Ευαγγελισμός, εθνική εορτή", "en": "Annunciation, national holiday"}', true, false),
  ('2026-04-10', '{"el": "Μεγάλη Παρασκευή", "en": "Good Friday"}', true, false),
  ('2026-04-11', '{"el": "Μεγάλο Σάββατο", "en": "Holy Saturday"}', true, false),
  ('2026-04-12', '{"el": "Κυριακή του Πάσχα", "en": "Easter Sunday"}', true, false),
  ('2026-04-13', '{"el": "Δευτέρα του Πάσχα", "en": "Easter Monday"}', true, false),
  ('2026-05-01', '{"el": "Πρωτομαγιά", "en": "Labour Day"}', true, false),
  ('2026-06-01', '{"el": "Αγίου Πνεύματος", "en": "Whit Monday"}', true, false),
  ('2026-08-15', '{"el": "Κοίμηση της Θεοτόκου", "en": "Dormition of the Mother of God"}', true, false),
  ('2026-10-28', '{"el": "Επέτειος του Όχι, εθνική εορτή", "en": "Ohi Day, national holiday"}', true, false),
  ('2026-12-24', '{"el": "Παραμονή Χριστουγέννων", "en": "Christmas Eve"}', true, true),
  ('2026-12-25', '{"el": "Χριστούγεννα", "en": "Christmas Day"}', true, false),
  ('2026-12-26', '{"el": "Δεύτερη ημέρα των Χριστουγέννων", "en": "Second day of Christmas"}', true, false),
  ('2026-12-31', '{"el": "Παραμονή Πρωτοχρονιάς", "en": "New Year’s Eve"}', true, true),
  ('2027-01-01', '{"el": "Πρωτοχρονιά", "en": "New Year’s Day"}', true, false),
  ('2027-01-06', '{"el": "Θεοφάνια", "en": "Epiphany"}', true, false),
  ('2027-03-15', '{"el": "Καθαρά Δευτέρα", "en": "Clean Monday"}', true, false),
  ('2027-03-25', '{"el": "Ευαγγελισμός, εθνική εορτή", "en": "Annunciation, national holiday"}', true, false),
  ('2027-04-30', '{"el": "Μεγάλη Παρασκευή", "en": "Good Friday"}', true, false),
  ('2027-05-01', '{"el": "Μεγάλο Σάββατο", "en": "Holy Saturday"}', true, false),
  ('2027-05-02', '{"el": "Κυριακή του Πάσχα", "en": "Easter Sunday"}', true, false),
  ('2027-05-03', '{"el": "Δευτέρα του Πάσχα", "en": "Easter Monday"}', true, false),
  ('2027-06-21', '{"el": "Αγίου Πνεύματος", "en": "Whit Monday"}', true, false),
  ('2027-08-15', '{"el": "Κοίμηση της Θεοτόκου", "en": "Dormition of the Mother of God"}', true, false),
  ('2027-10-28', '{"el": "Επέτειος του Όχι, εθνική εορτή", "en": "Ohi Day, national holiday"}', true, false),
  ('2027-12-24', '{"el": "Παραμονή Χριστουγέννων", "en": "Christmas Eve"}', true, true),
  ('2027-12-25', '{"el": "Χριστούγεννα", "en": "Christmas Day"}', true, false),
  ('2027-12-26', '{"el": "Δεύτερη ημέρα των Χριστουγέννων", "en": "Second day of Christmas"}', true, false),
  ('2027-12-31', '{"el": "Παραμονή Πρωτοχρονιάς", "en": "New Year’s Eve"}', true, true),
  ('2028-01-01', '{"el": "Πρωτοχρονιά", "en": "New Year’s Day"}', true, false),
  ('2028-01-06', '{"el": "Θεοφάνια", "en": "Epiphany"}', true, false),
  ('2028-02-28', '{"el": "Καθαρά Δευτέρα", "en": "Clean Monday"}', true, false),
  ('2028-03-25', '{"el": "Ευαγγελισμός, εθνική εορτή", "en": "Annunciation, national holiday"}', true, false),
  ('2028-04-14', '{"el": "Μεγάλη Παρασκευή", "en": "Good Friday"}', true, false),
  ('2028-04-15', '{"el": "Μεγάλο Σάββατο", "en": "Holy Saturday"}', true, false),
  ('2028-04-16', '{"el": "Κυριακή του Πάσχα", "en": "Easter Sunday"}', true, false),
  ('2028-04-17', '{"el": "Δευτέρα του Πάσχα", "en": "Easter Monday"}', true, false),
  ('2028-05-01', '{"el": "Πρωτομαγιά", "en": "Labour Day"}', true, false),
  ('2028-06-05', '{"el": "Αγίου Πνεύματος", "en": "Whit Monday"}', true, false),
  ('2028-08-15', '{"el": "Κοίμηση της Θεοτόκου", "en": "Dormition of the Mother of God"}', true, false),
  ('2028-10-28', '{"el": "Επέτειος του Όχι, εθνική εορτή", "en": "Ohi Day, national holiday"}', true, false),
  ('2028-12-24', '{"el": "Παραμονή Χριστουγέννων", "en": "Christmas Eve"}', true, true),
  ('2028-12-25', '{"el": "Χριστούγεννα", "en": "Christmas Day"}', true, false),
  ('2028-12-26', '{"el": "Δεύτερη ημέρα των Χριστουγέννων", "en": "Second day of Christmas"}', true, false),
  ('2028-12-31', '{"el": "Παραμονή Πρωτοχρονιάς", "en": "New Year’s Eve"}', true, true);

-- When the counter takes people by appointment. Weekday 1 is Monday; walk-ins come in the same hours.
create table counter_hours (
  id uuid primary key default gen_random_uuid(),
  weekday smallint not null check (weekday between 1 and 7),
  opens time not null,
  closes time not null check (closes > opens),
  slot_minutes smallint not null check (slot_minutes between 5 and 240),
  windows smallint not null check (windows between 1 and 50), -- appointments at once
  constraint counter_hours_apart exclude using gist
    (int4range(weekday * 1440 + (extract(epoch from opens) / 60)::integer, weekday * 1440 + (extract(epoch from closes) / 60)::integer) with &&)
);
insert into counter_hours (weekday, opens, closes, slot_minutes, windows)
  select weekday, '08:00', '14:00', 20, 1 from generate_series(1, 5) as weekday;

-- The hours as they fall between two days, on Athens time whatever the clocks do, without holidays.
create function counter_slots(first_day date, last_day date)
  returns table (day date, starts_at timestamptz, ends_at timestamptz, windows smallint) stable language sql as $$
  select d.at::date, s.local at time zone 'Europe/Athens', (s.local at time zone 'Europe/Athens') + h.length, h.windows
  from (select first_day + number + time '00:00' as at from generate_series(0, last_day - first_day) as number) d
  join (select weekday, opens, closes, windows, make_interval(mins => slot_minutes) as length from counter_hours) h
    on h.weekday = extract(isodow from d.at)
  left join holiday f on f.day = d.at::date
  cross join lateral generate_series(d.at + h.opens,
    d.at + h.closes - h.length - case when f.half then interval '2 hours' else interval '0' end, h.length) as s (local)
  where f.day is null or f.half
$$;

-- One at most for a verification, and one at most for a place at a window: of two who want the last one, one gets it.
create table appointment (
  verification_id uuid primary key references verification (id) on delete cascade,
  citizen_id uuid not null references citizen (id) on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  place smallint not null,
  cancel_hash bytea not null unique, -- of the token in the letter
  booked_at timestamptz not null default now(),
  unique (starts_at, place)
);

-- An appointment ends with its verification, whichever hand ends that.
create function end_appointment() returns trigger language plpgsql as $$
begin
  delete from appointment where verification_id = new.id;
  return null;
end $$;
create trigger verification_ends_appointment after update of status on verification for each row
  when (new.status in ('passed', 'refused', 'expired', 'cancelled', 'binding_awaited')) execute function end_appointment();
