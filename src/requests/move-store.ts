import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'

/** A request as a move needs to see it. */
export type Movable = {
  id: string
  number: string
  version: number
  service: string
  title: Bilingual
  department: string
  status: string
  delivery: 'post' | 'collect' | null
  assigneeId: string | null
  assigneeName: string | null
  takenAt: Date | null
  language: Language
  protocol: { number: number; on: string } | null
  /** The citizen owes no paper. */
  complete: boolean
  citizenId: string | null
  /** Whom its letters go to: the account, or else whom a clerk entered. Null where neither has an e-mail. */
  addressee: { email: string; firstName: string; surname: string } | null
}

/** To the end of the transaction. Whoever decides at the same time waits here, and then reads what the first one did. */
export async function lockRequest(db: Db, id: string): Promise<void> {
  await db.query('select 1 from service_request where id = $1 for update', [id])
}

/** Of a locked row. */
export async function findMovable(db: Db, id: string): Promise<Movable | undefined> {
  const { rows } = await db.query<Movable>(
    `select r.id, r.number, r.version, r.service, f.title, r.department, r.status, r.delivery, r.assignee_id as "assigneeId",
            s.name as "assigneeName", r.taken_at as "takenAt", r.language, r.citizen_id as "citizenId",
            case when r.protocol_number is not null then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end as protocol,
            not exists (select from request_paper p where p.request_id = r.id and p.state = 'owed') as complete,
            case when c.id is not null then jsonb_build_object('email', c.email, 'firstName', c.first_name, 'surname', c.surname)
                 when a.email is not null then jsonb_build_object('email', a.email, 'firstName', a.first_name, 'surname', a.surname)
            end as addressee
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     left join staff s on s.id = r.assignee_id
     left join citizen c on c.id = r.citizen_id
     left join applicant a on a.request_id = r.id
     where r.id = $1`,
    [id],
  )
  return rows[0]
}

export type Change = {
  /** null: as it is. */
  status: string | null
  closes: boolean
  /** undefined: as it is; null: nobody. */
  assignee: string | null | undefined
  department?: string
  forwardedTo?: string
  outcome?: string
  outcomeReason?: string
  answers?: Record<string, string>
  urgent?: boolean
}

/** Of a row that is locked. What was closed and has another status now is open again. */
export async function updateMoved(db: Db, id: string, change: Change): Promise<void> {
  await db.query(
    `update service_request
     set status = coalesce($2, status),
         assignee_id = case when $3 then $4::uuid else assignee_id end,
         taken_at = case when $4 is not null then now() else taken_at end,
         department = coalesce($5, department),
         forwarded_to = coalesce($6, forwarded_to),
         outcome = coalesce($7, outcome),
         outcome_reason = coalesce($8, outcome_reason),
         answers = coalesce($9, answers),
         urgent = coalesce($10, urgent),
         closed_at = case when $11 then now() when $2 is not null then null else closed_at end,
         version = version + 1, changed_at = now()
     where id = $1`,
    [
      id,
      change.status,
      change.assignee !== undefined,
      change.assignee ?? null,
      change.department ?? null,
      change.forwardedTo ?? null,
      change.outcome ?? null,
      change.outcomeReason ?? null,
      change.answers ?? null,
      change.urgent ?? null,
      change.closes,
    ],
  )
}
