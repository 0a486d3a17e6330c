/** Signing in. Whether a name exists shows neither in the answer, nor in its time, nor in what is refused after how many tries. */
import type { SessionData } from 'express-session'
import { type Citizen, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import { TooMany } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { keepDraft, listDrafts } from '../requests/draft.js'
import { meetDevice } from './devices.js'
import { checkPassword, hashPassword, isOutdated } from './hashing.js'
import { unlockLetter } from './mails.js'
import {
  type Candidate,
  countWrongPassword,
  findById,
  findForSignIn,
  forgetDevice,
  insertLimited,
  insertSignIn,
  isKnownDevice,
  updateHash,
  updateSignedIn,
} from './sign-in-store.js'
import type { Throttles } from './throttles.js'
import { makeToken } from './tokens.js'

export type Attempt = {
  name: string
  password: string
  address: string
  browser: string
  /** Of the signed cookie of browsers used before, or a new one. */
  device: string
  draft?: SessionData['draft']
}

export type SignedIn = {
  citizenId: string
  draftService?: string | undefined
  /** Nobody is signed in yet: the second factor is still to come. */
  half?: true
  /** Where the second factor was a code on paper. */
  codesLeft?: number
  /** Level B is theirs again. */
  restored?: boolean
}

export type Arrival = Pick<Attempt, 'browser' | 'device' | 'draft'>

/** The same statements run for somebody who does not exist. */
const nobody = '00000000-0000-0000-0000-000000000000'
const longestPassword = 512

/** Undefined: wrong name or wrong password, which of them is not told. Throws TooMany where guessing is slowed. */
export async function signIn(portal: Portal, throttles: Throttles, attempt: Attempt): Promise<SignedIn | undefined> {
  const name = attempt.name.trim().toLowerCase()
  const citizen = await findForSignIn(portal.pool, name)
  const known = await isKnownDevice(portal.pool, citizen?.id ?? nobody, hashToken(attempt.device))
  const lane = known && citizen ? ownLane(throttles, citizen, attempt) : openLane(throttles, name, attempt)
  await lane.enter().catch(error => refuse(portal, citizen, attempt, error))
  const barred = !known && (await isBarred(portal, throttles, citizen, name, attempt))
  const right = await checkPassword(barred ? null : citizen?.passwordHash, attempt.password.slice(0, longestPassword))
  if (!right || !citizen) {
    await wrongPassword(portal, citizen?.id ?? nobody, attempt)
    if (known && citizen) await wearOut(portal, throttles, citizen, attempt)
    return undefined
  }
  await lane.leave()
  if (!known) await leaveBoth(throttles, citizen, attempt)
  if (await isOutdated(citizen.passwordHash))
    await updateHash(portal.pool, citizen.id, citizen.passwordHash, await hashPassword(attempt.password))
  if (citizen.twoSteps) return { citizenId: citizen.id, half: true }
  return transaction(portal.pool, tx => welcome(portal, tx, citizen, attempt))
}

/** A stolen device cookie is no endless lane. */
async function wearOut({ pool, config }: Portal, throttles: Throttles, { id }: Candidate, { device }: Attempt): Promise<void> {
  const wrong = await throttles.deviceEver.count(id, device)
  if (wrong >= config.limits.LIMIT_WRONG_PASSWORDS_EVER) await forgetDevice(pool, id, hashToken(device))
}

type Lane = { enter(): Promise<void>; leave(): Promise<void> }

/** Counted before the password is looked at, so that a hundred at once are no way round; taken back when it was right. */
function openLane(throttles: Throttles, name: string, { address }: Attempt): Lane {
  return {
    async enter() {
      await throttles.pair.take(name, address)
      await throttles.address.take(address)
      await throttles.account.take(name)
    },
    async leave() {
      await throttles.pair.forget(name, address)
      await throttles.address.giveBack(address)
      await throttles.account.giveBack(name)
    },
  }
}

/** A browser that the citizen has used before is not held up by what strangers do. */
function ownLane(throttles: Throttles, { id }: Candidate, { device }: Attempt): Lane {
  return { enter: () => throttles.device.take(id, device), leave: () => throttles.device.forget(id, device) }
}

/**
 * Name and address of mail are two ways to one account: together they get no more guesses than one of them. This limit
 * is silent, or it would tell that the two belong together. After too many wrong passwords in a row only the mailed
 * link, a new password or a known browser helps.
 */
async function isBarred(
  { config }: Portal,
  throttles: Throttles,
  citizen: Candidate | undefined,
  name: string,
  { address }: Attempt,
): Promise<boolean> {
  const who = citizen?.id ?? name
  try {
    await throttles.samePair.take(who, address)
    await throttles.sameAccount.take(who)
    return (citizen?.wrongPasswords ?? 0) >= config.limits.LIMIT_WRONG_PASSWORDS_EVER
  } catch (error) {
    if (error instanceof TooMany) return true
    throw error
  }
}

async function leaveBoth(throttles: Throttles, { id }: Candidate, { address }: Attempt): Promise<void> {
  await throttles.samePair.forget(id, address)
  await throttles.sameAccount.giveBack(id)
}

async function refuse({ pool }: Portal, citizen: Candidate | undefined, { browser }: Attempt, error: unknown): Promise<never> {
  if (error instanceof TooMany) {
    await transaction(pool, async tx => {
      await insertLimited(tx, citizen?.id ?? nobody, browser)
      await record(tx, visitor, 'login.limited', citizen && { type: 'citizen', id: citizen.id }, { outcome: 'refused' })
    })
  }
  throw error
}

async function wrongPassword(portal: Portal, id: string, { browser }: Attempt): Promise<void> {
  await transaction(portal.pool, async tx => {
    const wrong = await countWrongPassword(tx, id)
    await insertSignIn(tx, id, 'wrong_password', browser)
    await record(tx, visitor, 'login.failed', wrong === undefined ? undefined : { type: 'citizen', id }, { outcome: 'refused' })
    if (wrong === portal.config.limits.LIMIT_WRONG_PASSWORDS_EVER) await sendUnlock(portal, tx, id)
  })
}

async function sendUnlock({ config }: Portal, tx: Db, id: string): Promise<void> {
  const citizen = await findById(tx, id)
  if (citizen) await send(tx, config, unlockLetter(config, citizen, await makeToken(tx, id, 'sign_in_unlock', day)))
}

const day = 24 * 60

/** All that signing in leaves behind, once whoever comes has proved everything. */
export async function welcome(portal: Portal, tx: Db, citizen: Candidate, arrival: Arrival): Promise<SignedIn> {
  const actor: Citizen = { ...citizen, kind: 'citizen' }
  const isNew = !citizen.firstTime && !(await isKnownDevice(tx, citizen.id, hashToken(arrival.device)))
  await insertSignIn(tx, citizen.id, 'ok', arrival.browser, isNew)
  await meetDevice(portal, tx, citizen, arrival, isNew)
  await updateSignedIn(tx, citizen.id)
  await record(tx, actor, 'login.ok', { type: 'citizen', id: citizen.id })
  if (isNew) await record(tx, actor, 'login.new_device', { type: 'citizen', id: citizen.id })
  if (arrival.draft) await keepDraft(portal, tx, citizen.id, arrival.draft)
  return { citizenId: citizen.id, draftService: await draftToFinish(tx, citizen, arrival) }
}

/** Written just now in this browser, or, at the first sign-in, before registering on another device. */
async function draftToFinish(tx: Db, citizen: Candidate, { draft }: Arrival): Promise<string | undefined> {
  if (draft) return draft.service
  return citizen.firstTime ? (await listDrafts(tx, citizen.id))[0]?.service : undefined
}
