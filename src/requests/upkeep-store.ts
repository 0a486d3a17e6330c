import type { Db } from '../db/db.js'
import { kept } from '../retention.js'

export async function deleteOldDrafts(db: Db): Promise<void> {
  await db.query(`delete from draft where updated_at < now() - make_interval(days => $1)`, [kept.draftDays])
}

export async function deleteOldPhotos(db: Db): Promise<void> {
  await db.query(
    `delete from photo p using service_request r where r.id = p.request_id and r.closed_at < now() - make_interval(years => $1)`,
    [kept.photoYears],
  )
}

/**
 * What was asked of which department, when and how it ended stays, for counting; whose it was, where, and every written
 * word go. Somebody at the counter without an account leaves in the same way.
 */
export async function anonymiseOldRequests(db: Db): Promise<void> {
  await db.query(
    `with old as (
       update service_request
       set citizen_id = null, answers = jsonb_strip_nulls(jsonb_build_object('subcategory', answers -> 'subcategory')), answers_sealed = null,
           outcome_reason = null, challenge = null
       where closed_at < now() - make_interval(years => $1) and (citizen_id is not null or answers_sealed is not null)
       returning id),
     words as (
       update request_event set text = null, data = '{}' where request_id in (select id from old)),
     applicants as (
       delete from applicant where request_id in (select id from old)),
     papers as (
       delete from request_paper where request_id in (select id from old)),
     corrections as (
       delete from answer_correction where request_id in (select id from old)),
     parcels as (
       delete from parcel where request_id in (select id from old)),
     files as (
       delete from attachment where request_id in (select id from old))
     delete from letter where request_id in (select id from old)`,
    [kept.requestYears],
  )
}
