/** What the page of a case shows of an application: who applies and what of it was checked, the papers, what was corrected. */
import type { Response } from 'express'
import { staffOf } from '../access/require.js'
import { listOfRequest } from '../attachments/attachment.js'
import type { Db } from '../db/db.js'
import type { Claim } from '../fields/claims.js'
import { showPhone } from '../fields/phone.js'
import { showPostalCode } from '../fields/postal-code.js'
import { showDate } from '../i18n/dates.js'
import type { Bilingual, Translate } from '../i18n/index.js'
import { deskParcelPart } from '../parcels/parts.js'
import type { Portal } from '../portal.js'
import type { DeskCase, Part } from '../requests/kind.js'
import { showProtocol } from '../requests/protocol.js'
import { summaryOf } from '../requests/summary.js'
import { type ApplicantRow, findApplicantRow, listCorrections } from './desk-store.js'
import { listPapers, type PaperRow } from './paper-store.js'

type Row = { key: string; value: string }

export async function applicationDeskParts(portal: Portal, res: Response, request: DeskCase): Promise<Part[]> {
  const [applicant, papers, files, corrections, parcel] = await Promise.all([
    findApplicantRow(portal.pool, request.id),
    listPapers(portal.pool, request.id),
    listOfRequest(portal.pool, request.id),
    correctionsOf(portal, res, request),
    deskParcelPart(portal, res, request),
  ])
  const has = request.assigneeId === staffOf(res).id
  const shown = papers.map(paper => ({
    ...paper,
    files: files.filter(file => file.field === paper.field),
    acts: actsOn(paper, request, has),
  }))
  return [
    {
      view: 'applications/desk/applicant',
      place: 'before',
      data: { number: request.number, rows: [...entryOf(res.locals.t, request, applicant), ...personOf(portal, res.locals.t, applicant)] },
    },
    { view: 'applications/desk/papers', place: 'beside', data: { papers: shown, number: request.number, version: request.version } },
    { view: 'applications/desk/corrections', place: 'after', data: { corrections } },
    ...(parcel ? [parcel] : []),
  ]
}

/** What may be asked for: not what is owed already. */
export async function papersToAsk(db: Db, requestId: string): Promise<{ field: string; title: Bilingual }[]> {
  return (await listPapers(db, requestId)).filter(paper => paper.state !== 'owed')
}

const undecided = new Set(['registered', 'documents_missing', 'forwarded', 'under_review', 'needs_info'])

function actsOn({ state }: PaperRow, { status }: DeskCase, has: boolean): string[] {
  if (!undecided.has(status) || state === 'given' || state === 'not_needed') return []
  if (state === 'owed') return ['given', 'not_needed']
  return ['given', ...(has && status === 'under_review' ? ['owed'] : []), 'not_needed']
}

function entryOf(t: Translate, request: DeskCase, applicant: ApplicantRow | undefined): Row[] {
  const by = applicant?.enteredBy ?? ''
  return [
    ...(request.protocol ? [{ key: t('applications.protocol'), value: showProtocol(request.protocol) }] : []),
    { key: t('decisions.entered.title'), value: t(`decisions.entered.${request.entered}`, { by }) },
    ...(request.delivery ? [{ key: t('decisions.delivery.title'), value: t(`decisions.delivery.${request.delivery}`) }] : []),
  ]
}

/** As they stood when they applied. What the counter has checked says when; a claim vouches for all that it is about. */
function personOf({ sealer }: Portal, t: Translate, one: ApplicantRow | undefined): Row[] {
  if (!one) return []
  const open = (sealed: Buffer | null, column: string) => sealed && sealer.open(sealed, { table: 'applicant', column, row: one.id })
  const checked = (value: string, claim: Claim) => {
    const on = one.claims[claim]
    return on ? t('decisions.applicant.checked', { value, on: showDate(on) }) : value
  }
  const birth = open(one.birthDateSealed, 'birth_date_sealed')
  const afm = open(one.afmSealed, 'afm_sealed')
  const address = [[one.street, one.streetNumber].filter(Boolean).join(' '), one.postalCode && showPostalCode(one.postalCode), one.area]
  const reach = [one.email, ...[one.mobile, one.phone].filter(number => number !== null).map(showPhone)]
  const rows: [string, string | null][] = [
    [t('decisions.applicant.name'), checked(`${one.surname} ${one.firstName}`, 'identity')],
    [t('decisions.applicant.father'), one.fatherName],
    [t('decisions.applicant.mother'), one.motherName],
    [t('decisions.applicant.birth'), birth && showDate(birth)],
    [t('decisions.applicant.afm'), afm && checked(afm, 'afm')],
    [t('decisions.applicant.taxOffice'), one.taxOffice && checked(one.taxOffice, 'tax_office')],
    [t('decisions.applicant.address'), one.street && checked(address.filter(Boolean).join(', '), 'address')],
    [t('desk.show.contact'), reach.filter(Boolean).join(' · ') || null],
  ]
  return rows.flatMap(([key, value]) => (value ? [{ key, value }] : []))
}

/** What was asked, and what stood there before it was mended. */
async function correctionsOf({ pool, sealer }: Portal, res: Response, request: DeskCase) {
  const rows = await listCorrections(pool, request.id)
  const label = (field: string) => request.fields.find(one => one.key === field)?.label
  return rows.map(row => {
    const before = row.beforeSealed && sealer.open(row.beforeSealed, { table: 'answer_correction', column: 'before_sealed', row: row.id })
    const shown = before ? summaryOf(res.locals.page, request, { [row.field]: before })[0]?.value : undefined
    return { ...row, label: res.locals.page.pick(label(row.field)) || row.field, before: shown }
  })
}
