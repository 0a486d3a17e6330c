/** What the privacy page says of this system in numbers, as data: a test holds the cookies against those really set. */
import type { Config } from '../config.js'
import type { TextKey } from '../i18n/index.js'
import { cookieName } from '../web/session.js'

type Words = { text: TextKey; values?: Record<string, string | number> }
export type OnDevice = { name: string; purpose: TextKey; life: Words }
export type Period = { what: TextKey; kept: Words }

/** The day on which the two statements were last read through. */
export const writtenOn = '2026-11-24'
export const accessibilityAnswerDays = 30

export const languageDays = 365
export const deviceDays = 400
export const deskDeviceDays = 180

/** How long things are kept; what is a setting comes from there. */
export const periods = {
  neverActivatedDays: 7,
  draftDays: 90,
  unusedYears: 3,
  requestYears: 5,
  photoYears: 1,
  documentMonths: 6,
  trailYears: 5,
  addressYears: 1,
  tokenHours: 24,
}

/** All that the portal leaves in a browser. */
export function onDevice({ production, limits }: Pick<Config, 'production' | 'limits'>): OnDevice[] {
  const session = { minutes: limits.IDLE_MINUTES_CITIZEN, hours: limits.SESSION_HOURS_CITIZEN }
  return [
    {
      name: cookieName(production, 'sid'),
      purpose: 'pages.privacy.device.sid',
      life: { text: 'pages.privacy.device.sidLife', values: session },
    },
    { name: cookieName(production, 'lang'), purpose: 'pages.privacy.device.lang', life: days(languageDays) },
    { name: cookieName(production, 'device'), purpose: 'pages.privacy.device.device', life: days(deviceDays) },
    { name: cookieName(production, 'desk-device'), purpose: 'pages.privacy.device.deskDevice', life: days(deskDeviceDays) },
    { name: 'thyrida-seen-at', purpose: 'pages.privacy.device.seen', life: { text: 'pages.privacy.device.seenLife' } },
  ]
}

function days(count: number): Words {
  return { text: 'pages.privacy.device.days', values: { count } }
}

export function retention({ limits }: Pick<Config, 'limits'>): Period[] {
  return [
    { what: 'pages.privacy.kept.account', kept: { text: 'pages.privacy.kept.accountFor', values: { years: periods.unusedYears } } },
    { what: 'pages.privacy.kept.pending', kept: { text: 'pages.privacy.kept.pendingFor', values: { days: periods.neverActivatedDays } } },
    {
      what: 'pages.privacy.kept.draft',
      kept: { text: 'pages.privacy.kept.draftFor', values: { days: periods.draftDays, minutes: limits.IDLE_MINUTES_CITIZEN } },
    },
    { what: 'pages.privacy.kept.request', kept: { text: 'pages.privacy.kept.requestFor', values: { years: periods.requestYears } } },
    { what: 'pages.privacy.kept.photo', kept: { text: 'pages.privacy.kept.photoFor', values: { count: periods.photoYears } } },
    { what: 'pages.privacy.kept.document', kept: { text: 'pages.privacy.kept.documentFor', values: { months: periods.documentMonths } } },
    { what: 'pages.privacy.kept.link', kept: { text: 'pages.privacy.kept.linkFor', values: { hours: periods.tokenHours } } },
    { what: 'pages.privacy.kept.trail', kept: { text: 'pages.privacy.kept.trailFor', values: { years: periods.trailYears } } },
    { what: 'pages.privacy.kept.address', kept: { text: 'pages.privacy.kept.addressFor', values: { count: periods.addressYears } } },
    { what: 'pages.privacy.kept.backup', kept: { text: 'pages.privacy.kept.backupFor' } },
  ]
}
