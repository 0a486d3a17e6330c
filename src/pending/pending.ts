/** Everything that waits for one citizen, each with its next step: what nobody but they can move. */
import { findAppointment } from '../appointments/appointment.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Claim } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { listDrafts } from '../requests/draft.js'
import { findOwnClaims } from '../verification/claims.js'
import { findOwn } from '../verification/verification.js'
import { hasFailedLetters, listWaitingRequests, type WaitingRequest } from './store.js'

export { countPending } from './store.js'

/** `what` names the text of the sentence and of the button; `href` is where the button leads. */
export type Pending = {
  what: 'papers' | 'correction' | 'question' | 'returned' | 'ready' | 'slip' | 'binding' | 'claims' | 'draft' | 'letters'
  href: string
  title?: Bilingual | undefined
  number?: string
  since?: Date | undefined
  /** Papers that are owed, by name. */
  papers?: Bilingual[]
  claims?: Claim[]
  until?: Date
  appointment?: Date | undefined
}

/** What stops others first; drafts, which stop nobody, towards the end. */
export async function listPending(portal: Portal, catalogue: Catalogue, citizenId: string): Promise<Pending[]> {
  const { pool } = portal
  const [requests, verification, claims, drafts, failed] = await Promise.all([
    listWaitingRequests(pool, citizenId),
    slipOf(portal, citizenId),
    claimsOf(portal, citizenId),
    listDrafts(pool, citizenId),
    hasFailedLetters(pool, citizenId),
  ])
  return [
    ...requests.map(requestOf),
    ...verification,
    ...claims,
    ...(failed ? [{ what: 'letters', href: '/account/email' } as const] : []),
    ...drafts.map(({ service, updatedAt }) => draftOf(catalogue, service, updatedAt)),
  ]
}

function requestOf({ number, title, status, owed, corrects, since }: WaitingRequest): Pending {
  const page = `/requests/${number}`
  const about = { number, title, since }
  if (owed.length) {
    const href = owed.length === 1 ? `${page}/papers/${owed[0]?.field}` : `${page}#now`
    return { ...about, what: 'papers', href, papers: owed.map(paper => paper.title) }
  }
  if (corrects) return { ...about, what: 'correction', href: `${page}/correction` }
  if (status === 'needs_info') return { ...about, what: 'question', href: `${page}#message` }
  return { ...about, what: status === 'returned' ? 'returned' : 'ready', href: page }
}

const waitsForCitizen = ['ready', 'differs', 'paper_missing', 'binding_awaited']

async function slipOf(portal: Portal, citizenId: string): Promise<Pending[]> {
  const { verification } = await findOwn(portal, citizenId)
  if (!verification?.inTime || !waitsForCitizen.includes(verification.status)) return []
  if (verification.status === 'binding_awaited') return [{ what: 'binding', href: '/verification' }]
  const appointment = await findAppointment(portal.pool, verification.id)
  return [{ what: 'slip', href: '/verification', until: verification.expiresAt, appointment: appointment?.at }]
}

/** Only of whoever is certified: all others have nothing to lose yet. */
async function claimsOf(portal: Portal, citizenId: string): Promise<Pending[]> {
  const { rows, active } = await findOwnClaims(portal, citizenId)
  const claims = rows.filter(row => !row.counts || row.endsSoon).map(row => row.claim)
  return active && claims.length ? [{ what: 'claims', href: '/verification', claims }] : []
}

function draftOf(catalogue: Catalogue, slug: string, since: Date | undefined): Pending {
  const service = catalogue.service(slug)
  const address = `/services/${slug}/request`
  return { what: 'draft', href: service?.channel === 'complaint' ? `${address}/check` : address, title: service?.title, since }
}
