import type { Db } from '../db/db.js'
import type { Picture } from './photos.js'

export type PhotoInfo = { id: string; width: number; height: number }

/** With the draft; returns undefined where the draft is somebody else's, full, or the account's room is used up. */
export async function insertDraftPhoto(
  db: Db,
  citizenId: string,
  draftId: string,
  picture: Picture,
  limits: { photos: number; quotaBytes: number },
): Promise<PhotoInfo | undefined> {
  const { rows } = await db.query<PhotoInfo>(
    `insert into photo (citizen_id, draft_id, position, width, height, bytes, image, thumbnail)
     select $1, d.id, 1 + coalesce((select max(position) from photo where draft_id = d.id), 0), $3, $4, $5::int, $6, $7
     from draft d
     where d.id = $2 and d.citizen_id = $1
       and (select count(*) from photo where draft_id = d.id) < $8
       and (select coalesce(sum(bytes), 0) from photo where citizen_id = $1) + $5::int <= $9::bigint
     returning id, width, height`,
    [
      citizenId,
      draftId,
      picture.width,
      picture.height,
      picture.image.length,
      picture.image,
      picture.thumbnail,
      limits.photos,
      limits.quotaBytes,
    ],
  )
  return rows[0]
}

export async function listDraftPhotos(db: Db, draftId: string): Promise<PhotoInfo[]> {
  const { rows } = await db.query<PhotoInfo>('select id, width, height from photo where draft_id = $1 order by position', [draftId])
  return rows
}

export async function deleteDraftPhoto(db: Db, citizenId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from photo where id = $1 and citizen_id = $2 and draft_id is not null', [id, citizenId])
  return rowCount === 1
}

export async function movePhotosToRequest(db: Db, citizenId: string, draftId: string, requestId: string): Promise<void> {
  await db.query('update photo set request_id = $3, draft_id = null where draft_id = $2 and citizen_id = $1', [
    citizenId,
    draftId,
    requestId,
  ])
}

export async function listRequestPhotos(db: Db, requestId: string): Promise<PhotoInfo[]> {
  const { rows } = await db.query<PhotoInfo>('select id, width, height from photo where request_id = $1 order by position', [requestId])
  return rows
}

/** Bytes of one's own photo; somebody else's is not found. */
export async function readOwnPhoto(db: Db, citizenId: string, id: string, small: boolean): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ bytes: Buffer }>(
    'select case when $3 then thumbnail else image end as bytes from photo where id = $1 and citizen_id = $2',
    [id, citizenId, small],
  )
  return rows[0]?.bytes
}

export type DeskPhoto = { bytes: Buffer; requestId: string; citizenId: string | null }

/** A photo of a request in one of these departments. */
export async function readDeskPhoto(db: Db, departments: string[], id: string, small: boolean): Promise<DeskPhoto | undefined> {
  const { rows } = await db.query<DeskPhoto>(
    `select case when $3 then p.thumbnail else p.image end as bytes, r.id as "requestId", r.citizen_id as "citizenId"
     from photo p join service_request r on r.id = p.request_id
     where p.id = $1 and r.department = any($2)`,
    [id, departments, small],
  )
  return rows[0]
}
