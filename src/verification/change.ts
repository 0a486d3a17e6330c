/** Changing what the counter has verified: that claim alone returns, the others and Level B stand. */
import type { Citizen } from '../access/actor.js'
import { lockLevel } from '../accounts/level.js'
import { findAddressee } from '../accounts/profile.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import { type Address, findVerifiedData, keepAddress, keepTaxOffice, type VerifiedData } from '../accounts/verified-data.js'
import { record } from '../audit/audit.js'
import type { TaxOffice } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import { NotAllowed } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { changedLetter } from './claim-mails.js'
import { type ReturnedFor, returnClaims } from './claim-store.js'
import { sameTaxOffice } from './match-tax-office.js'

type Changed = 'address' | 'tax_office'

/** False where it is what it was. */
export function changeAddress(portal: Portal, citizen: Citizen, address: Address): Promise<boolean> {
  return transaction(portal.pool, async tx => {
    const before = await lockedData(portal, tx, citizen)
    if (JSON.stringify(Object.values(before.address)) === JSON.stringify(valuesOf(address))) return false
    await keepAddress(tx, citizen.id, address)
    await afterwards(portal, tx, citizen, 'address', 'changed')
    return true
  })
}

const valuesOf = ({ street, street_number, postal_code, area }: Address) => [street, street_number, postal_code, area]

/** A Δ.Ο.Υ. that the state merged into the chosen one is no move of the citizen's: the trail and the page say so. */
export function changeTaxOffice(portal: Portal, offices: readonly TaxOffice[], citizen: Citizen, taxOffice: string): Promise<boolean> {
  return transaction(portal.pool, async tx => {
    const before = await lockedData(portal, tx, citizen)
    if (before.taxOffice === taxOffice) return false
    await keepTaxOffice(tx, portal.sealer, citizen.id, taxOffice)
    const merged = before.taxOffice !== '' && sameTaxOffice(before.taxOffice, taxOffice, offices)
    await afterwards(portal, tx, citizen, 'tax_office', merged ? 'merged' : 'changed')
    return true
  })
}

async function lockedData({ sealer }: Portal, tx: Db, { id }: Citizen): Promise<VerifiedData> {
  await lockLevel(tx, id) // a visit that compares it now is over first
  const data = await findVerifiedData(tx, sealer, id)
  if (data?.level !== 'B') throw new NotAllowed()
  return data
}

async function afterwards({ config }: Portal, tx: Db, citizen: Citizen, what: Changed, why: ReturnedFor): Promise<void> {
  const subject = { type: 'citizen', id: citizen.id }
  await record(tx, citizen, 'account.changed', subject, { reason: what })
  for (const claim of await returnClaims(tx, citizen.id, [what], why))
    await record(tx, citizen, 'claim.returned', subject, { reason: `${claim} ${why}` })
  await send(tx, config, changedLetter(config, await findAddressee(tx, citizen.id), what, await makeNotMeToken(tx, citizen.id)))
}
