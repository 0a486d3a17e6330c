/** Choosing a password: checked by the policy, typed twice. */
import type { Actor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Db } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'
import { judgePassword, type OwnData } from './password-policy.js'

type Typed = Record<string, unknown>

const ownFields = [
  'username',
  'email',
  'surname',
  'first_name',
  'father_name',
  'mother_name',
  'birth_date',
  'afm',
  'identity_number',
  'phone',
  'mobile',
  'street',
]

/** What a form says of its writer, for the policy. */
export function ownDataOf(body: unknown): OwnData {
  const typed = (body ?? {}) as Typed
  return Object.fromEntries(ownFields.map(name => [name, typeof typed[name] === 'string' ? (typed[name] as string) : undefined]))
}

/** A refused password is counted in the trail, without a trace of what it was. */
export async function passwordErrors(db: Db, actor: Actor, body: unknown, own: OwnData): Promise<Record<string, TextKey>> {
  const problems = await passwordProblems(body, own)
  if (problems.password) await record(db, actor, 'password.rejected_weak', undefined, { outcome: 'refused' })
  return problems
}

/** Problems of `password` and `password_confirm`; none where both are fine or nothing was typed. */
async function passwordProblems(body: unknown, own: OwnData): Promise<Record<string, TextKey>> {
  const { password, password_confirm: again } = (body ?? {}) as Typed
  if (typeof password !== 'string' || password === '') return {}
  const checked = await judgePassword(password, own)
  if (!checked.ok) return { password: checked.error }
  return typeof again === 'string' && again !== '' && again !== password ? { password_confirm: 'accounts.wrong.passwordConfirm' } : {}
}
