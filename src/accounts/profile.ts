/** What a citizen sees and changes of their own. Sealed numbers are shown masked, to their owner too. */
import type { Citizen } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { NotAllowed, NotFound } from '../errors.js'
import { showPhone } from '../fields/phone.js'
import { showPostalCode } from '../fields/postal-code.js'
import { showDate } from '../i18n/dates.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { contactColumns, keepPersonal, placeOf } from './citizen.js'
import type { Details, Kept, PersonalData } from './forms.js'
import { contactChangedLetter } from './mails.js'
import type { OwnData } from './password-policy.js'
import { findProfileRow, type ProfileRow } from './profile-store.js'
import { updateContact, updateLanguage, updateNames, updateWish } from './store.js'
import { makeNotMeToken } from './tokens.js'

type Opened = { birthDate: string; identityNumber: string; afm: string; taxOffice: string }
export type Masked = Partial<Record<keyof Opened, string>>
export type Profile = Omit<ProfileRow, keyof Opened> & { masked: Masked; kept: Kept }

export async function findProfile(portal: Portal, id: string): Promise<Profile> {
  const row = await findProfileRow(portal.pool, id)
  if (!row) throw new NotFound()
  const { birthDate, identityNumber, afm, taxOffice, ...rest } = row
  const opened = open(portal, row)
  const kept = { birthDate: Boolean(birthDate), identityNumber: Boolean(identityNumber), afm: Boolean(afm), taxOffice: Boolean(taxOffice) }
  const postalCode = rest.postalCode && showPostalCode(rest.postalCode)
  const deliveryPostalCode = rest.deliveryPostalCode && showPostalCode(rest.deliveryPostalCode)
  return { ...rest, postalCode, deliveryPostalCode, masked: mask(opened), kept }
}

function open({ sealer }: Pick<Portal, 'sealer'>, row: ProfileRow): Partial<Opened> {
  const read = (column: Parameters<typeof placeOf>[0], sealed: Buffer | null) =>
    sealed ? sealer.open(sealed, placeOf(column, row.id)) : undefined
  const opened = {
    birthDate: read('birth_date', row.birthDate),
    identityNumber: read('identity_number', row.identityNumber),
    afm: read('afm', row.afm),
    taxOffice: read('tax_office', row.taxOffice),
  }
  return Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== undefined))
}

function mask({ birthDate, identityNumber, afm, taxOffice }: Partial<Opened>): Masked {
  return {
    ...(birthDate ? { birthDate: `**/**/${birthDate.slice(0, 4)}` } : {}),
    ...(identityNumber ? { identityNumber: hidden(identityNumber, 3) } : {}),
    ...(afm ? { afm: hidden(afm, 4) } : {}),
    ...(taxOffice ? { taxOffice: '*****' } : {}),
  }
}

const hidden = (value: string, shown: number) => '*'.repeat(Math.max(0, value.length - shown)) + value.slice(-shown)

/** To whom a letter goes; undefined for an account that is closed. */
export async function findAddresseeIfAny(db: Db, id: string) {
  const row = await findProfileRow(db, id)
  if (!row) return undefined
  const { email, firstName, surname, language } = row
  return { id, email, firstName, surname, language }
}

export async function findAddressee(db: Db, id: string) {
  const addressee = await findAddresseeIfAny(db, id)
  if (!addressee) throw new NotFound()
  return addressee
}

/** What the counter compares with the papers: never shown, not even to the clerk. */
export async function declaredOf({ sealer }: Pick<Portal, 'sealer'>, db: Db, id: string): Promise<Record<string, string>> {
  const row = await findProfileRow(db, id)
  if (!row) throw new NotFound()
  const { birthDate, identityNumber, afm, taxOffice } = open({ sealer }, row)
  return withoutNull({
    surname: row.surname,
    first_name: row.firstName,
    father_name: row.fatherName,
    mother_name: row.motherName,
    birth_date: birthDate ?? null,
    identity_number: identityNumber ?? null,
    afm: afm ?? null,
    tax_office: taxOffice ?? null,
    street: row.street,
    street_number: row.streetNumber,
    postal_code: row.postalCode,
  })
}

export type OwnRow = Omit<ProfileRow, keyof Opened> & { [K in keyof Opened]: string | null }

/** One's own data in the open, numbers too: for a paper in one's own name. Undefined for an account that is closed. */
export async function findOwnRow(portal: Pick<Portal, 'sealer'>, db: Db, id: string): Promise<OwnRow | undefined> {
  const row = await findProfileRow(db, id)
  if (!row) return undefined
  const { birthDate = null, identityNumber = null, afm = null, taxOffice = null } = open(portal, row)
  return { ...row, birthDate, identityNumber, afm, taxOffice }
}

/** For the policy of passwords: words and numbers that somebody could know of this person. */
export async function ownDataOfCitizen(portal: Portal, id: string): Promise<OwnData> {
  const row = await findProfileRow(portal.pool, id)
  if (!row) return {}
  const { username, email, surname, firstName, fatherName, motherName, street, phone, mobile } = row
  return { username, email, surname, firstName, fatherName, motherName, street, phone, mobile, ...open(portal, row) }
}

/** Numbers as people write them. */
export function showContact({ phone, mobile }: Pick<Profile, 'phone' | 'mobile'>): { phone: string; mobile: string } {
  return { phone: phone ? showPhone(phone) : '', mobile: mobile ? showPhone(mobile) : '' }
}

export async function changeDetails(portal: Portal, citizen: Citizen, data: Details): Promise<void> {
  const { config, pool } = portal
  await transaction(pool, async tx => {
    if (citizen.level === 'A' && data.surname && data.first_name) await updateNames(tx, citizen.id, data.surname, data.first_name)
    await updateContact(tx, citizen.id, contactColumns(data))
    await updateLanguage(tx, citizen.id, data.language)
    await record(tx, citizen, 'account.changed', { type: 'citizen', id: citizen.id })
    if (citizen.level === 'B') await send(tx, config, contactChangedLetter(config, citizen, await makeNotMeToken(tx, citizen.id)))
  })
}

/** What the counter has verified is changed only there. */
export async function wishLevelB(portal: Portal, citizen: Citizen, data: PersonalData): Promise<void> {
  if (citizen.level !== 'A') throw new NotAllowed()
  await transaction(portal.pool, async tx => {
    await keepPersonal(tx, portal.sealer, citizen.id, data)
    await updateWish(tx, citizen.id)
    await record(tx, citizen, 'levelb.requested', { type: 'citizen', id: citizen.id })
  })
}

/** The form of what is kept: what is sealed stays empty. */
export function personalValues(profile: Profile): Record<string, string> {
  const values: Record<string, string | null> = {
    father_name: profile.fatherName,
    father_name_none: profile.fatherName === '' ? 'yes' : '',
    mother_name: profile.motherName,
    mother_name_none: profile.motherName === '' ? 'yes' : '',
    identity_kind: profile.identityKind,
    identity_issuer: profile.identityIssuer,
    identity_issued: profile.identityIssued && showDate(profile.identityIssued),
    identity_expires: profile.identityExpires && showDate(profile.identityExpires),
    street: profile.street,
    street_number: profile.streetNumber,
    postal_code: profile.postalCode,
    area: profile.area,
    ...contactValues(profile),
  }
  return withoutNull(values)
}

export function contactValues(profile: Profile): Record<string, string> {
  return withoutNull({
    ...showContact(profile),
    delivery_street: profile.deliveryStreet,
    delivery_number: profile.deliveryNumber,
    delivery_postal_code: profile.deliveryPostalCode,
    delivery_area: profile.deliveryArea,
  })
}

const withoutNull = (values: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null))
