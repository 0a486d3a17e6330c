/** Somebody of Level B with all four claims, as after a visit at the counter, without walking it. */

import { certifyNow } from './counter.js'
import { makeStaff } from './people.js'
import type { TestPortal } from './portal.js'
import { makeWisher, type Wisher } from './wishers.js'

export async function makeEntitled(portal: Pick<TestPortal, 'pool' | 'portal'>): Promise<Wisher> {
  const person = await makeWisher(portal)
  const clerk = await makeStaff(portal, ['registrar'])
  await certifyNow(portal, person.id)
  await portal.pool.query(
    `with visit as (
       insert into verification (citizen_id, status, code_print, code_sealed, staff_id, expires_at, decided_at)
       select $1::uuid, 'passed', sha256(convert_to($1::uuid::text, 'UTF8')), '', id, now(), now() from staff where username = $2
       returning id, citizen_id, staff_id)
     insert into claim (citizen_id, claim, paper, paper_end, verification_id, staff_id)
     select v.citizen_id, k.claim, k.paper, k.paper_end, v.id, v.staff_id from visit v,
       (values ('identity', 'identity_card_old', '001'), ('afm', 'tax_assessment', '778'), ('tax_office', 'tax_assessment', '778'),
         ('address', 'tax_assessment', '778')) as k (claim, paper, paper_end)`,
    [person.id, clerk.username],
  )
  return person
}
