/** How the rights of Level B come back after a password reset by mail: the counter's code, or a phone connected before it. */
import type { Citizen } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import type { Portal } from '../portal.js'
import { printOf } from './level.js'
import { proveFactor } from './own-factor.js'
import { type CodeLimits, tryCode } from './second-factor.js'
import * as store from './way-back-store.js'

export type { WayBack } from './way-back-store.js'

export async function findWayBack({ pool }: Portal, id: string): Promise<store.WayBack> {
  return (await store.findWayBack(pool, id)) ?? { code: false, phone: false }
}

/** In the transaction in which the phone was proved. */
export async function welcomeBack(tx: Db, citizen: Citizen): Promise<boolean> {
  const restored = await store.restoreByPhone(tx, citizen.id)
  if (restored) await record(tx, citizen, 'levelb.restored', { type: 'citizen', id: citizen.id }, { reason: 'totp' })
  return restored
}

export const looksLikePhoneCode = (typed: string) => /^\d{6}$/.test(typed.replace(/\s/g, ''))

/** For whoever is signed in already. False for a wrong code, and for a phone that may not. Throws TooMany. */
export async function returnByPhone(portal: Portal, limits: CodeLimits, citizen: Citizen, typed: string): Promise<boolean> {
  const { phone } = await findWayBack(portal, citizen.id)
  if (!phone) return false
  const back = await tryCode(portal, limits, { type: 'citizen', id: citizen.id }, typed, () =>
    transaction(portal.pool, async tx => (await proveFactor(portal, tx, citizen.id, typed, false)) && welcomeBack(tx, citizen)),
  )
  return back ?? false
}

/** At sign-in, for whoever lost the phone and the codes of the account: the counter has seen who they are. */
export async function useCounterCode({ sealer }: Portal, tx: Db, id: string, typed: string): Promise<boolean> {
  return (await store.takeTry(tx, id)) && store.burnCounterCode(tx, id, printOf(sealer, id, typed))
}
