/** Who applies, to be read: numbers of persons masked, and beside what the counter has checked the day. */
import type { Claim } from '../fields/claims.js'
import { showPhone } from '../fields/phone.js'
import { showPostalCode } from '../fields/postal-code.js'
import { showDate } from '../i18n/dates.js'
import type { TextKey, Translate } from '../i18n/index.js'
import type { ViewData } from '../web/views.js'
import type { Applicant } from './applicant.js'

/** `value` empty where the account does not know it. `byHand`: on paper it is written with a pen. */
export type ApplicantRow = { key: string; value: string; checkedOn: string | undefined; byHand: boolean }

type Row = { label: TextKey; value: string | null; claim?: Claim }

const shownDigits = 4

export const maskDate = (day: string) => `**/**/${day.slice(0, 4)}`
export const maskNumber = (number: string) => number.slice(-shownDigits).padStart(number.length, '*')

export function applicantRows({ t }: ViewData, applicant: Applicant): ApplicantRow[] {
  const { claims } = applicant
  return rowsOf(applicant).map(({ label, value, claim }) => {
    const on = value && claim && claims[claim]
    return {
      key: (t as Translate)(label),
      value: value ?? '',
      checkedOn: on ? showDate(on) : undefined,
      byHand: !value || value.includes('*'),
    }
  })
}

function rowsOf(one: Applicant): Row[] {
  return [
    { label: 'applications.applicant.name', value: `${one.firstName} ${one.surname}`, claim: 'identity' },
    { label: 'applications.applicant.father', value: one.fatherName, claim: 'identity' },
    { label: 'applications.applicant.mother', value: one.motherName, claim: 'identity' },
    { label: 'applications.applicant.birth', value: one.birthDate && maskDate(one.birthDate), claim: 'identity' },
    { label: 'applications.applicant.afm', value: one.afm && maskNumber(one.afm), claim: 'afm' },
    { label: 'applications.applicant.taxOffice', value: one.taxOffice, claim: 'tax_office' },
    { label: 'applications.applicant.address', value: addressLine(one), claim: 'address' },
    { label: 'applications.applicant.phone', value: [one.mobile, one.phone].filter(isText).map(showPhone).join(', ') },
    { label: 'applications.applicant.email', value: one.email },
  ]
}

function addressLine({ street, streetNumber, postalCode, area }: Applicant): string {
  const line = [street, streetNumber].filter(isText).join(' ')
  const place = [postalCode && showPostalCode(postalCode), area].filter(isText).join(' ')
  return [line, place].filter(isText).join(', ')
}

const isText = (value: string | null): value is string => Boolean(value)
