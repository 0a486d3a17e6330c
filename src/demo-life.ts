/** A little of life for the demo: what a newcomer finds at /pending, /desk/requests and /desk/post. Made by the portal's own verbs, once. */
import type { Citizen } from './access/actor.js'
import { findForSignIn } from './accounts/sign-in-store.js'
import { actorOf } from './accounts/staff.js'
import { findStaff } from './accounts/staff-store.js'
import { fileApplication, kindOfRequest } from './applications/application.js'
import { fill, papersOf } from './applications/filling.js'
import { createCatalogue } from './catalogue/catalogue.js'
import type { Portal } from './portal.js'
import { moveRequest } from './requests/handling.js'
import type { Answers } from './requests/kind.js'
import { findSubmitted } from './requests/request.js'
import { keepTyped } from './requests/sealed-draft.js'

/** What is filed has a key of its own, so that a second start files nothing again. */
type Sheet = { service: string; typed: Answers; key: string }

const begun: Omit<Sheet, 'key'> = {
  service: 'pistopoiitiko-eggyteron-syggenon',
  typed: { deceased_name: 'Γεώργιος Παραδειγματάκης', death_date: '12/05/2026', relation: 'child' },
}

const approved: Sheet = {
  service: 'pistopoiitiko-oikogeneiakis-katastasis',
  key: '5d0a5f0e-7b1c-4c58-9c55-2f1f2e0a9d01',
  typed: { subject: 'self', purpose: 'Για το σχολείο', copies: '1', delivery: 'post', delivery_to: 'profile', postage_accepted: 'yes' },
}

const owing: Sheet = {
  service: 'eggrafi-paidikou-stathmou',
  key: '5d0a5f0e-7b1c-4c58-9c55-2f1f2e0a9d02',
  typed: {
    child_name: 'Άννα Παραδειγματάκη',
    child_birth_date: '03/02/2023',
    section: 'toddler',
    voucher: 'no',
    way_birth_act: 'held',
    way_employment: 'fetch',
    way_medical: 'bring',
  },
}

/** For «nikos»: a draft, a certificate that waits in the post room, and an application that waits for a paper. */
export async function demoLife(portal: Portal): Promise<void> {
  const nikos = await findForSignIn(portal.pool, 'nikos')
  if (!nikos || (await findSubmitted(portal.pool, nikos.id, owing.key))) return
  const catalogue = await createCatalogue(portal, () => {})
  try {
    const service = catalogue.service(begun.service)
    if (service) await keepTyped(portal, nikos.id, service, begun.typed)
    await approve(await file({ kind: 'citizen', ...nikos }, approved))
    await file({ kind: 'citizen', ...nikos }, owing)
  } finally {
    await catalogue.close()
  }

  /** The new number; none where it was filed before, or where the town has no such service. */
  async function file(citizen: Citizen, { service: slug, typed, key }: Sheet): Promise<string | undefined> {
    const service = catalogue.service(slug)
    if (!service) return undefined
    const filling = await fill(portal, citizen.id, service, undefined, typed)
    const { applicant, delivery, read } = filling
    const application = { service, answers: read.answers, papers: papersOf(filling), applicant, delivery, submissionKey: key }
    const { number, isNew } = await fileApplication(portal, catalogue, { citizen }, { ...application, language: 'el' })
    return isNew ? number : undefined
  }

  async function approve(number: string | undefined): Promise<void> {
    const clerk = await findStaff(portal.pool, { usernameKey: 'clerk.dimotologio' })
    if (!number || !clerk) return
    const kind = kindOfRequest('certificate')
    for (const [version, move] of [
      [1, 'take'],
      [2, 'approve'],
    ] as const)
      await moveRequest(portal, kind, actorOf(clerk), number, version, move, {})
  }
}
