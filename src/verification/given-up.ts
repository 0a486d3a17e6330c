/** Level B ends on the citizen's own wish. */
import type { Citizen } from '../access/actor.js'
import { giveUp } from '../accounts/level.js'
import { findAddressee } from '../accounts/profile.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { givenUpLetter } from './claim-mails.js'
import { returnClaims } from './claim-store.js'
import { claims } from './papers.js'
import { cancelOpen } from './verification.js'

/** Pressed twice, it has ended once. */
export async function giveUpLevelB({ pool, config }: Portal, citizen: Citizen): Promise<void> {
  await transaction(pool, async tx => {
    if (!(await giveUp(tx, citizen.id))) return
    await returnClaims(tx, citizen.id, claims, 'given_up')
    await cancelOpen(tx, citizen)
    await record(tx, citizen, 'levelb.given_up', { type: 'citizen', id: citizen.id })
    await send(tx, config, givenUpLetter(config, await findAddressee(tx, citizen.id), await makeNotMeToken(tx, citizen.id)))
  })
}
