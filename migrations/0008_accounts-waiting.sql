-- Up Migration
create index citizen_pending_email on citizen (email_key) where status = 'pending'; -- activation by code, send again
comment on column citizen.father_name is 'empty text: the papers name no father; null: not given';
comment on column citizen.mother_name is 'empty text: the papers name no mother; null: not given';
comment on column citizen.tax_office_sealed is 'an id of tax_office, or «other:» and what was typed';
