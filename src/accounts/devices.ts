/** Browsers a citizen has used, and the letter that tells of a new one. */
import type { Db } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import { showDateTime } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { newDeviceLetter } from './mails.js'
import { type Candidate, deleteLetter, findWaitingLetter, keepDevice, listNewDevicesSince, postponeLetter } from './sign-in-store.js'
import { makeNotMeToken } from './tokens.js'

type Seen = { device: string; browser: string }

export async function meetDevice(portal: Portal, tx: Db, citizen: Candidate, { device, browser }: Seen, isNew: boolean): Promise<void> {
  await keepDevice(tx, citizen.id, hashToken(device), browser)
  if (isNew) await tellOfNewDevice(portal, tx, citizen)
}

const minutesLater = 5

/** A little later, so that somebody who tries two browsers gets one letter that tells of both. */
async function tellOfNewDevice({ config }: Portal, tx: Db, citizen: Candidate): Promise<void> {
  const waiting = await findWaitingLetter(tx, citizen.id, 'login.new_device')
  if (waiting) await deleteLetter(tx, waiting.id)
  const begunAt = waiting?.begunAt ?? null
  const unknown = translate(citizen.language)('accounts.security.unknownBrowser')
  const signIns = (await listNewDevicesSince(tx, citizen.id, begunAt)).map(({ at, browser }): [string, string] => [
    showDateTime(at),
    browser || unknown,
  ])
  const token = await makeNotMeToken(tx, citizen.id)
  await postponeLetter(tx, await send(tx, config, newDeviceLetter(config, citizen, token, signIns)), minutesLater, begunAt)
}

const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
]

/** «Firefox, Windows»: enough to recognise one's own; empty where nothing is known. */
export function browserInWords(userAgent: string | undefined): string {
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent?.slice(0, 400) ?? ''))?.[1]
  return [named(browsers), named(systems)].filter(Boolean).join(', ')
}
