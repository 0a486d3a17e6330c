/** Rows of citizens. */
import type { Db } from '../db/db.js'
import type { PersonName } from '../fields/names.js'
import type { Language } from '../i18n/index.js'

export type NewCitizen = {
  id: string
  language: Language
  username: string
  usernameKey: string
  email: string
  emailKey: string
  passwordHash: string
  surname: PersonName
  firstName: PersonName
  wantsLevelB: boolean
}

export async function insertCitizen(db: Db, citizen: NewCitizen): Promise<void> {
  const { surname, firstName } = citizen
  await db.query(
    `insert into citizen (id, language, username, username_key, email, email_key, password_hash,
       surname, surname_official, surname_key, first_name, first_name_official, first_name_key, wants_level_b)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      citizen.id,
      citizen.language,
      citizen.username,
      citizen.usernameKey,
      citizen.email,
      citizen.emailKey,
      citizen.passwordHash,
      surname.typed,
      surname.official,
      surname.key,
      firstName.typed,
      firstName.official,
      firstName.key,
      citizen.wantsLevelB,
    ],
  )
}

/** Null leaves a sealed value as it was; every other column takes what is given. */
export type PersonalColumns = {
  fatherName: string | null
  fatherNameOfficial: string | null
  motherName: string | null
  motherNameOfficial: string | null
  birthDate: Buffer | null
  identityKind: string | null
  identityNumber: Buffer | null
  identityNumberPrint: Buffer | null
  identityIssuer: string | null
  identityIssued: string | null
  identityExpires: string | null
  afm: Buffer | null
  afmPrint: Buffer | null
  taxOffice: Buffer | null
  street: string | null
  streetNumber: string | null
  postalCode: string | null
  area: string | null
}

export async function updatePersonal(db: Db, id: string, p: PersonalColumns): Promise<void> {
  await db.query(
    `update citizen set father_name = $2, father_name_official = $3, mother_name = $4, mother_name_official = $5,
       birth_date_sealed = coalesce($6, birth_date_sealed), identity_kind = $7,
       identity_number_sealed = coalesce($8, identity_number_sealed), identity_number_print = coalesce($9, identity_number_print),
       identity_issuer = $10, identity_issued = $11, identity_expires = $12,
       afm_sealed = coalesce($13, afm_sealed), afm_print = coalesce($14, afm_print),
       tax_office_sealed = coalesce($15, tax_office_sealed),
       street = $16, street_number = $17, postal_code = $18, area = $19
     where id = $1 and level = 'A'`,
    [
      id,
      p.fatherName,
      p.fatherNameOfficial,
      p.motherName,
      p.motherNameOfficial,
      p.birthDate,
      p.identityKind,
      p.identityNumber,
      p.identityNumberPrint,
      p.identityIssuer,
      p.identityIssued,
      p.identityExpires,
      p.afm,
      p.afmPrint,
      p.taxOffice,
      p.street,
      p.streetNumber,
      p.postalCode,
      p.area,
    ],
  )
}

export type ContactColumns = {
  phone: string | null
  mobile: string | null
  deliveryStreet: string | null
  deliveryNumber: string | null
  deliveryPostalCode: string | null
  deliveryArea: string | null
}

export async function updateContact(db: Db, id: string, c: ContactColumns): Promise<void> {
  await db.query(
    `update citizen set phone = $2, mobile = $3, delivery_street = $4, delivery_number = $5, delivery_postal_code = $6, delivery_area = $7
     where id = $1`,
    [id, c.phone, c.mobile, c.deliveryStreet, c.deliveryNumber, c.deliveryPostalCode, c.deliveryArea],
  )
}

export async function updateNames(db: Db, id: string, surname: PersonName, firstName: PersonName): Promise<void> {
  await db.query(
    `update citizen set surname = $2, surname_official = $3, surname_key = $4, first_name = $5, first_name_official = $6, first_name_key = $7
     where id = $1 and level = 'A'`,
    [id, surname.typed, surname.official, surname.key, firstName.typed, firstName.official, firstName.key],
  )
}

export async function updateLanguage(db: Db, id: string, language: Language): Promise<void> {
  await db.query(`update citizen set language = $2 where id = $1`, [id, language])
}

export async function updateWish(db: Db, id: string): Promise<void> {
  await db.query(`update citizen set wants_level_b = true where id = $1`, [id])
}

export async function updatePassword(db: Db, id: string, hash: string): Promise<void> {
  await db.query(`update citizen set password_hash = $2, wrong_passwords = 0 where id = $1`, [id, hash])
}

export async function updateUnlocked(db: Db, id: string): Promise<void> {
  await db.query(`update citizen set wrong_passwords = 0 where id = $1`, [id])
}

/** Gives an address back, unless it has become somebody else's: also where that happens in this very moment. */
export async function restoreEmail(tx: Db, id: string, email: string, emailKey: string): Promise<void> {
  await tx.query('savepoint email', [])
  try {
    await updateEmail(tx, id, email, emailKey)
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'citizen_email') throw error
    await tx.query('rollback to savepoint email', [])
  }
}

/** Fails by the unique index where another activated account has the address. */
export async function updateEmail(db: Db, id: string, email: string, emailKey: string): Promise<void> {
  await db.query(`update citizen set email = $2, email_key = $3 where id = $1 and status = 'active'`, [id, email, emailKey])
}
