/** Registering: the answer is the same whoever's address and whichever name was typed; only letters differ. */
import { randomUUID } from 'node:crypto'
import type { SessionData } from 'express-session'
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { newCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import { emailKey } from '../fields/email.js'
import { usernameKey } from '../fields/username.js'
import type { Language } from '../i18n/index.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { keepDraft } from '../requests/draft.js'
import { kept } from '../retention.js'
import { keepPersonal } from './citizen.js'
import type { Registration } from './forms.js'
import { hashPassword } from './hashing.js'
import { accountExistsLetter, activationLetter } from './mails.js'
import { deleteOldPending, findNewestPending, findOwnerOfEmail, findPending, type Pending, updatePendingEmail } from './pending-store.js'
import { deleteOldDevices, deleteOldSignIns } from './sign-in-store.js'
import { deleteOldStaffTokens } from './staff-token-store.js'
import { insertCitizen } from './store.js'
import { deleteOldTokens } from './token-store.js'
import { makeToken } from './tokens.js'

type Draft = NonNullable<SessionData['draft']>
type Details = { language: Language; draft?: Draft | undefined }

export async function register(portal: Portal, data: Registration, { language, draft }: Details): Promise<Pending> {
  const passwordHash = await hashPassword(data.password)
  const pending: Pending = { id: randomUUID(), email: data.email, emailKey: emailKey(data.email), language, username: data.username }
  await transaction(portal.pool, async tx => {
    await insertCitizen(tx, {
      ...pending,
      usernameKey: usernameKey(data.username),
      passwordHash,
      surname: data.surname,
      firstName: data.first_name,
      wantsLevelB: data.wants_level_b,
    })
    await keepPersonal(tx, portal.sealer, pending.id, data)
    if (draft) await keepDraft(portal, tx, pending.id, draft)
    await record(tx, visitor, 'account.registered', { type: 'citizen', id: pending.id })
    await sendActivation(portal, tx, pending)
  })
  return pending
}

/**
 * Either letter costs the same work. Where the address has an owner, nobody ever sees the pending account's link and
 * code, so it can only be given another address or vanish.
 */
async function sendActivation(portal: Portal, tx: Db, pending: Pending): Promise<void> {
  const { config } = portal
  const code = newCode(8)
  const token = await makeToken(tx, pending.id, 'activation', config.limits.ACTIVATION_HOURS * 60, {
    code: codePrint(portal, pending.id, code),
  })
  const owner = await findOwnerOfEmail(tx, pending.emailKey)
  const letter = owner ? accountExistsLetter(config, owner) : activationLetter(config, pending, token, code, config.limits.ACTIVATION_HOURS)
  await send(tx, config, letter)
  await record(tx, visitor, owner ? 'account.register_repeated' : 'account.activation_sent', {
    type: 'citizen',
    id: owner?.id ?? pending.id,
  })
}

export function codePrint({ sealer }: Portal, citizenId: string, code: string): Buffer {
  return sealer.fingerprint(`${citizenId}:${code}`, 'activation-code')
}

/** A new letter; the link and the code of the one before are dead. Without a pending account nothing is sent. */
export async function sendAgain(portal: Portal, citizenId: string): Promise<void> {
  await transaction(portal.pool, async tx => {
    const pending = await findPending(tx, citizenId)
    if (pending) await sendActivation(portal, tx, pending)
  })
}

export async function sendAgainTo(portal: Portal, email: string): Promise<void> {
  await transaction(portal.pool, async tx => {
    const pending = await findNewestPending(tx, emailKey(email))
    if (pending) await sendActivation(portal, tx, pending)
  })
}

/** Before activation only: the mistyped address gets nothing more, the right one gets the letter. */
export async function correctEmail(portal: Portal, citizenId: string, email: string): Promise<void> {
  await transaction(portal.pool, async tx => {
    if (!(await updatePendingEmail(tx, citizenId, email, emailKey(email)))) return
    const pending = await findPending(tx, citizenId)
    if (pending) await sendActivation(portal, tx, pending)
  })
}

/** Accounts that were never activated vanish; so does what is of no use any more. */
export const tasks: Task[] = [
  {
    name: 'accounts-clean-up',
    cron: '17 3 * * *',
    async run({ pool }) {
      await deleteOldPending(pool, kept.neverActivatedDays)
      await deleteOldTokens(pool)
      await deleteOldStaffTokens(pool)
      await deleteOldSignIns(pool)
      await deleteOldDevices(pool)
    },
  },
]
