-- Up Migration
create unique index request_entered on service_request (entered_by, submission_key) where entered_by is not null; -- /desk/applications/new: pressed twice, entered once
