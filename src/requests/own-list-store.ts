import type { Db } from '../db/db.js'
import type { FormKey } from './form-store.js'
import { withForms } from './forms.js'
import type { Protocol } from './protocol.js'
import type { RequestRow } from './store.js'

/** What is left out does not choose. `year`: of the protocol number. */
export type Chosen = {
  open?: boolean | undefined
  kind?: string | undefined
  service?: string | undefined
  number?: string | undefined
  protocol?: { number: number; year: number | undefined } | undefined
}
export type OwnRow = RequestRow & { protocol: Protocol | null }

/** Mine, newest first; `before` continues after the last one seen (keyset). */
export async function listOwnRequests(
  db: Db,
  citizenId: string,
  before: { at: string; id: string } | undefined,
  most: number,
  { open, kind, service, number, protocol }: Chosen = {},
): Promise<OwnRow[]> {
  const { rows } = await db.query<Omit<OwnRow, 'title' | 'subcategories'> & FormKey>(
    `select id, number, kind, service, service_version as "serviceVersion", answers, status, submitted_at as "submittedAt",
            case when protocol_number is not null then jsonb_build_object('number', protocol_number, 'on', protocol_on) end as protocol
     from service_request
     where citizen_id = $1 and (submitted_at, id) < ($2::timestamptz, $3::uuid)
       and ($5::boolean is null or (closed_at is null) = $5) and ($6::text is null or kind = $6) and ($7::text is null or service = $7)
       and ($8::text is null or number = $8) and ($9::int is null or protocol_number = $9) and ($10::int is null or protocol_year = $10)
     order by submitted_at desc, id desc
     limit $4`,
    [
      citizenId,
      before?.at ?? 'infinity',
      before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      most,
      open ?? null,
      kind ?? null,
      service ?? null,
      number ?? null,
      protocol?.number ?? null,
      protocol?.year ?? null,
    ],
  )
  return withForms(db, rows)
}

/** What I have asked for at least once, by slug. */
export async function listOwnServices(db: Db, citizenId: string): Promise<string[]> {
  const { rows } = await db.query<{ service: string }>('select distinct service from service_request where citizen_id = $1', [citizenId])
  return rows.map(row => row.service)
}
