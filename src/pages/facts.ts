/** What the privacy page says of this system in numbers, as data: a test holds the cookies against those really set. */
import type { Config } from '../config.js'
import type { TextKey } from '../i18n/index.js'
import { kept } from '../retention.js'
import { cookieName } from '../web/session.js'

type Words = { text: TextKey; values?: Record<string, string | number> }
export type OnDevice = { name: string; purpose: TextKey; life: Words }
export type Period = { what: TextKey; kept: Words }

/** The day on which the two statements were last read through. */
export const writtenOn = '2026-11-24'
export const accessibilityAnswerDays = 30

/** All that the portal leaves in a browser. */
export function onDevice({ production, limits }: Pick<Config, 'production' | 'limits'>): OnDevice[] {
  const session = { minutes: limits.IDLE_MINUTES_CITIZEN, hours: limits.SESSION_HOURS_CITIZEN }
  return [
    {
      name: cookieName(production, 'sid'),
      purpose: 'pages.privacy.device.sid',
      life: { text: 'pages.privacy.device.sidLife', values: session },
    },
    { name: cookieName(production, 'lang'), purpose: 'pages.privacy.device.lang', life: days(kept.languageCookieDays) },
    { name: cookieName(production, 'device'), purpose: 'pages.privacy.device.device', life: days(kept.deviceCookieDays) },
    { name: cookieName(production, 'desk-device'), purpose: 'pages.privacy.device.deskDevice', life: days(kept.deskDeviceCookieDays) },
    { name: 'thyrida-seen-at', purpose: 'pages.privacy.device.seen', life: { text: 'pages.privacy.device.seenLife' } },
  ]
}

function days(count: number): Words {
  return { text: 'pages.privacy.device.days', values: { count } }
}

export function retention({ limits }: Pick<Config, 'limits'>): Period[] {
  return [
    { what: 'pages.privacy.kept.account', kept: { text: 'pages.privacy.kept.accountFor' } },
    { what: 'pages.privacy.kept.counter', kept: { text: 'pages.privacy.kept.counterFor' } },
    { what: 'pages.privacy.kept.pending', kept: { text: 'pages.privacy.kept.pendingFor', values: { days: kept.neverActivatedDays } } },
    {
      what: 'pages.privacy.kept.draft',
      kept: { text: 'pages.privacy.kept.draftFor', values: { days: kept.draftDays, minutes: limits.IDLE_MINUTES_CITIZEN } },
    },
    { what: 'pages.privacy.kept.request', kept: { text: 'pages.privacy.kept.requestFor', values: { years: kept.requestYears } } },
    { what: 'pages.privacy.kept.photo', kept: { text: 'pages.privacy.kept.photoFor', values: { count: kept.photoYears } } },
    { what: 'pages.privacy.kept.attachment', kept: { text: 'pages.privacy.kept.attachmentFor', values: { years: kept.attachmentYears } } },
    { what: 'pages.privacy.kept.link', kept: { text: 'pages.privacy.kept.linkFor', values: { hours: kept.tokenHours } } },
    { what: 'pages.privacy.kept.signIn', kept: { text: 'pages.privacy.kept.signInFor', values: { count: kept.signInYears } } },
    { what: 'pages.privacy.kept.trail', kept: { text: 'pages.privacy.kept.trailFor', values: { years: kept.trailYears } } },
    { what: 'pages.privacy.kept.address', kept: { text: 'pages.privacy.kept.addressFor', values: { count: kept.addressYears } } },
    { what: 'pages.privacy.kept.backup', kept: { text: 'pages.privacy.kept.backupFor' } },
  ]
}
