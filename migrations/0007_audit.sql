-- Up Migration
-- Who did what to which thing. No names, numbers or free text of citizens. Only ever added to.
create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_role text,
  event text not null,
  target_type text,
  target_id text,
  outcome text not null default 'ok',
  reason text,
  request_id text,
  device text
);
create index audit_event_target on audit_event (target_id, id); -- who looked at a thing
create index audit_event_actor on audit_event (actor_id, id); -- what somebody did
-- The network address stands outside the chain: it is erased after a year.
create table audit_address (
  event_id bigint primary key references audit_event (id),
  address text not null
);
-- A job chains the trail in batches: each link holds the hash of its rows and of the link before.
create table audit_link (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  first_event bigint not null,
  last_event bigint not null unique,
  hash bytea not null
);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only ever added to';
end $$;
create trigger audit_event_only_added before update or delete or truncate on audit_event execute function refuse_change();
create trigger audit_link_only_added before update or delete or truncate on audit_link execute function refuse_change();
