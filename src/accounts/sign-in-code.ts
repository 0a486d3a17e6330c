/** The second half of signing in, for whoever has turned it on: a code of the phone, or one on paper. */
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { TooMany } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { recoveryUsedLetter } from './mails.js'
import { proveFactor } from './own-factor.js'
import { countCodes } from './recovery-code-store.js'
import { type CodeLimits, tryCode } from './second-factor.js'
import { type Arrival, type SignedIn, welcome } from './sign-in.js'
import { type Candidate, findById, insertLimited, insertSignIn } from './sign-in-store.js'
import { makeNotMeToken } from './tokens.js'
import { useCounterCode, welcomeBack } from './way-back.js'

/** Undefined: wrong, used before, or there is nothing to prove any more; which of them is not told. Throws TooMany. */
export async function signInByCode(
  portal: Portal,
  limits: CodeLimits,
  id: string,
  typed: string,
  arrival: Arrival,
): Promise<SignedIn | undefined> {
  const look = (paper: boolean) => transaction(portal.pool, tx => finish(portal, tx, id, typed, paper, arrival))
  return tryCode(portal, limits, { type: 'citizen', id }, typed, look).catch(async (problem): Promise<never> => {
    if (problem instanceof TooMany) await insertLimited(portal.pool, id, arrival.browser)
    throw problem
  })
}

async function finish(portal: Portal, tx: Db, id: string, typed: string, paper: boolean, arrival: Arrival): Promise<SignedIn | undefined> {
  const citizen = await findById(tx, id)
  if (!citizen) return undefined
  const own = await proveFactor(portal, tx, id, typed, paper)
  if (!own && !(paper && citizen.twoSteps && (await useCounterCode(portal, tx, id, typed)))) {
    await insertSignIn(tx, id, 'wrong_code', arrival.browser)
    if (paper) await record(tx, visitor, 'recovery.failed', { type: 'citizen', id }, { outcome: 'failed' })
    return undefined
  }
  const restored = !paper && (await welcomeBack(tx, { ...citizen, kind: 'citizen' }))
  const signedIn = await welcome(portal, tx, citizen, arrival)
  return { ...signedIn, restored, ...(paper ? { codesLeft: await tellOfPaper(portal, tx, citizen) } : {}) }
}

async function tellOfPaper({ config }: Portal, tx: Db, citizen: Candidate): Promise<number> {
  const left = await countCodes(tx, { citizenId: citizen.id })
  await record(tx, { ...citizen, kind: 'citizen' }, 'recovery.used', { type: 'citizen', id: citizen.id })
  await send(tx, config, recoveryUsedLetter(config, citizen, await makeNotMeToken(tx, citizen.id), left))
  return left
}
