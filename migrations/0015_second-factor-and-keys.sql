-- Up Migration
-- A second factor for the citizen who wants one. Without `totp_since` a phone is being connected, and no sign-in asks for it.
alter table citizen
  add column totp_secret_sealed bytea,
  add column totp_last_step bigint not null default 0,
  add column totp_since timestamptz,
  add column recovery_tries integer not null default 0; -- how often the counter's code was typed since the last certification
alter table sign_in drop constraint sign_in_outcome_check;
alter table sign_in add constraint sign_in_outcome_check check (outcome in ('ok', 'wrong_password', 'wrong_code', 'limited'));

-- Codes on paper are the same thing for staff and for citizens.
alter table staff_recovery_code rename to recovery_code;
alter table recovery_code drop constraint staff_recovery_code_pkey;
alter table recovery_code
  alter column staff_id drop not null,
  add column citizen_id uuid references citizen (id) on delete cascade,
  add primary key (code_print),
  add check (num_nonnulls(citizen_id, staff_id) = 1);
create index recovery_code_staff on recovery_code (staff_id) where staff_id is not null; -- one's own account, new codes
create index recovery_code_citizen on recovery_code (citizen_id) where citizen_id is not null; -- one's own account, new codes
-- The version before this one still writes here while the instances are restarted.
create view staff_recovery_code as select staff_id, code_print, used_at from recovery_code where staff_id is not null;

create unique index citizen_identity_number on citizen (identity_number_print) where level = 'B'; -- one certified account a document
create index audit_event_staff on audit_event (target_id, id) where actor_kind = 'staff'; -- who looked at my data
