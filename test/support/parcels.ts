/** Papers on their way to the post room, as the tests need them. */
import assert from 'node:assert/strict'
import type { Staff } from '../../src/access/actor.js'
import { applicationKinds } from '../../src/applications/application.js'
import { s10CheckDigit } from '../../src/fields/s10.js'
import type { Address } from '../../src/parcels/delivery.js'
import { moveRequest } from '../../src/requests/handling.js'
import { fileFor } from './applications.js'
import { makeCitizen, signIn, type TestCitizen } from './people.js'
import type { Page, TestPortal, Visit } from './portal.js'

export const home: Address = { street: 'Ξάνθου', streetNumber: '12Α', postalCode: '13231', area: 'Πετρούπολη' }
export const elsewhere = {
  delivery_to: 'other',
  delivery_street: 'Αθηνάς',
  delivery_number: '5',
  delivery_postal_code: '105 51',
  delivery_area: 'Αθήνα',
}
export const certificate = 'pistopoiitiko-oikogeneiakis-katastasis'
export const registry = 'dimotologio'

export type Sent = { person: TestCitizen; number: string; id: string; parcel: string }

/** Filed to go by post, taken and approved by a clerk, as the desk's pages do it. */
export async function approved(portal: TestPortal, to: Address = home, person?: TestCitizen): Promise<Sent> {
  const owner = person ?? (await makeCitizen(portal, { level: 'B' }))
  const { number } = await fileFor(portal, owner, certificate, { delivery: { how: 'post', to } })
  const clerk = await clerkOf(portal)
  const kind = applicationKinds.find(one => one.kind === 'certificate')
  assert.ok(kind, 'no kind')
  for (const [index, move] of ['take', 'approve'].entries()) await moveRequest(portal.portal, kind, clerk, number, index + 1, move, {})
  const { rows } = await portal.pool.query(
    `select r.id, p.id as parcel from service_request r join parcel p on p.request_id = r.id where r.number = $1`,
    [number],
  )
  return { person: owner, number, ...rows[0] }
}

async function clerkOf({ pool }: TestPortal): Promise<Staff> {
  const { rows } = await pool.query(
    `select id, username, name, roles, departments from staff where $1 = any(departments) order by created_at limit 1`,
    [registry],
  )
  return { kind: 'staff', desk: null, ...rows[0] }
}

/** The batch's address. */
export async function print(desk: Visit, parcels: string[]): Promise<Page> {
  await desk.get('/desk/post')
  return desk.post('/desk/post/batches', { parcel: parcels })
}

let drawn = 10_000_000

export function newTracking(): string {
  drawn += 7919
  return `RR${drawn}${s10CheckDigit(String(drawn))}GR`
}

export const fieldOf = (id: string) => `tracking_${id.replaceAll('-', '')}`

export async function post(desk: Visit, batch: Page, numbers: Record<string, string>): Promise<Page> {
  await desk.get(batch.path)
  return desk.post(`${batch.path}/numbers`, Object.fromEntries(Object.entries(numbers).map(([id, number]) => [fieldOf(id), number])))
}

/** Approved, printed and posted. */
export async function posted(portal: TestPortal, desk: Visit, to?: Address): Promise<Sent & { tracking: string; owner: Visit }> {
  const sent = await approved(portal, to)
  const tracking = newTracking()
  const page = await post(desk, await print(desk, [sent.parcel]), { [sent.parcel]: tracking })
  assert.equal(page.status, 200, page.text.slice(0, 300))
  return { ...sent, tracking, owner: await signIn(portal, sent.person) }
}

export async function rowsOf({ pool }: TestPortal, number: string) {
  const { rows } = await pool.query(
    `select r.status, r.version, r.delivery, r.closed_at is not null as closed,
            jsonb_agg(jsonb_build_object('id', p.id, 'status', p.status, 'street', p.street, 'free', p.free, 'attempt', p.attempt, 'tracking', p.tracking) order by p.attempt) as parcels
     from service_request r join parcel p on p.request_id = r.id where r.number = $1 group by r.id`,
    [number],
  )
  return rows[0] as {
    status: string
    version: number
    delivery: string
    closed: boolean
    parcels: { id: string; status: string; street: string; free: boolean; attempt: number; tracking: string | null }[]
  }
}
