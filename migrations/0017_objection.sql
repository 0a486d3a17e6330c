-- Up Migration
-- «This was not me» ends what is under way at the counter too: a slip that somebody may have printed, a code that somebody may hold.
alter table citizen add column objected_at timestamptz;
create function end_visits() returns trigger language plpgsql as $$
begin
  update verification set expires_at = least(expires_at, verification_clock())
  where citizen_id = new.id and status in ('ready', 'differs', 'paper_missing', 'second_awaited', 'binding_awaited', 'held');
  return null;
end $$;
create trigger objection_ends_visits after update of objected_at on citizen
  for each row when (new.objected_at is not null and new.objected_at is distinct from old.objected_at) execute function end_visits();
