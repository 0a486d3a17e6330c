/** The invented people of the demo: the same at each start, with passwords made from the demo's own secret. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Role } from './access/actor.js'
import { keepPersonal } from './accounts/citizen.js'
import { hashPassword } from './accounts/hashing.js'
import { updateToActive } from './accounts/pending-store.js'
import { createActiveStaff } from './accounts/staff.js'
import { insertCitizen } from './accounts/store.js'
import { transaction } from './db/db.js'
import { emailKey } from './fields/email.js'
import { type PersonName, parseName } from './fields/names.js'
import { usernameKey } from './fields/username.js'
import type { Portal } from './portal.js'

export type DemoPerson = { role: string; username: string; password: string; totp?: string }

type CitizenSheet = { role: 'level-a' | 'level-b'; username: string; first: string; last: string }
type StaffSheet = { role: string; username: string; name: string; roles: Role[]; departments: string[] }

const citizens: CitizenSheet[] = [
  { role: 'level-a', username: 'maria', first: 'Μαρία', last: 'Δοκιμάκη' },
  { role: 'level-b', username: 'nikos', first: 'Νίκος', last: 'Παραδειγματάκης' },
]

const officers: [Role, string][] = [
  ['registrar', 'Ελένη Ταυτοπούλου'],
  ['supervisor', 'Γιώργος Εποπτάκης'],
  ['finance', 'Άννα Ταμιάκη'],
  ['editor', 'Σοφία Κειμένου'],
  ['administrator', 'Πέτρος Διαχειράκης'],
  ['auditor', 'Ιωάννα Ελεγκτάκη'],
]

/** Makes whoever is missing. Returns all, with what the terminal shows. */
export async function demoPeople(portal: Portal, secret: string): Promise<DemoPerson[]> {
  const named = await listDepartments(portal)
  const departments = named.map(one => one.slug)
  const staff: StaffSheet[] = [
    ...named.map(({ slug, name }) => ({
      role: `clerk-${slug}`,
      username: `clerk.${slug}`.slice(0, 30),
      name: `Υπάλληλος (${name})`,
      roles: ['clerk' as Role],
      departments: [slug],
    })),
    ...officers.map(([role, name]) => ({
      role,
      username: role,
      name,
      roles: [role],
      departments: role === 'supervisor' ? departments : [],
    })),
    // Signs of risk want a second clerk, and an account made in the demo is young.
    { role: 'registrar-2', username: 'registrar.2', name: 'Νίκη Δευτερίδου', roles: ['registrar'], departments: [] },
  ]
  const people: DemoPerson[] = []
  for (const sheet of citizens) people.push(await makeCitizen(portal, secret, sheet))
  for (const sheet of staff) people.push(await makeStaff(portal, secret, sheet))
  await makeClaims(portal)
  return people
}

/** As if the registrar had certified whoever is of Level B without a visit. */
async function makeClaims({ pool }: Portal): Promise<void> {
  await pool.query(
    `with visit as (
       insert into verification (citizen_id, status, code_print, code_sealed, staff_id, expires_at, decided_at)
       select c.id, 'passed', sha256(convert_to(c.id::text, 'UTF8')), '', s.id, now(), now() from citizen c, staff s
       where c.username_key = 'nikos' and c.level = 'B' and s.username_key = 'registrar'
         and not exists (select from claim k where k.citizen_id = c.id)
       returning id, citizen_id, staff_id)
     insert into claim (citizen_id, claim, paper, paper_end, verification_id, staff_id)
     select v.citizen_id, k.claim, k.paper, k.paper_end, v.id, v.staff_id from visit v,
       (values ('identity', 'identity_card_old', '001'), ('afm', 'tax_assessment', '778'), ('tax_office', 'tax_assessment', '778'),
         ('address', 'tax_assessment', '778')) as k (claim, paper, paper_end)`,
    [],
  )
}

async function listDepartments({ pool }: Portal): Promise<{ slug: string; name: string }[]> {
  const { rows } = await pool.query<{ slug: string; name: string }>(
    `select slug, name ->> 'el' as name from department order by position`,
    [],
  )
  return rows
}

const words =
  'ampelos,vrochi,gefyra,dasos,elia,thalassa,kastro,limani,mandarini,nisos,xylo,oneiro,petra,roloi,samari,trapezi,fotia,charti,psomi,avgo'.split(
    ',',
  )

/** Three words and a number: easy to type, different in each copy of the demo. */
function passwordOf(secret: string, username: string): string {
  const bytes = createHmac('sha256', secret).update(username).digest()
  const chosen = [0, 1, 2].map(place => words[bytes.readUInt8(place) % words.length])
  return `${chosen.join('-')}-${100 + (bytes.readUInt16BE(4) % 900)}`
}

/** 20 bytes in base32, as an authenticator takes it. */
function totpOf(secret: string, username: string): string {
  const bytes = createHmac('sha256', secret).update(`totp ${username}`).digest()
  return Array.from({ length: 32 }, (_, place) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[fiveBits(bytes, place * 5)]).join('')
}

function fiveBits(bytes: Buffer, from: number): number {
  const pair = (bytes[from >> 3] as number) * 256 + (bytes[(from >> 3) + 1] ?? 0)
  return (pair >> (11 - (from & 7))) & 31
}

function nameOf(typed: string): PersonName {
  const parsed = parseName(typed)
  if (!parsed.ok) throw new Error(`no name: ${typed}`)
  return parsed.name
}

async function makeCitizen(portal: Portal, secret: string, sheet: CitizenSheet): Promise<DemoPerson> {
  const person = { role: sheet.role, username: sheet.username, password: passwordOf(secret, sheet.username) }
  const known = await portal.pool.query('select from citizen where username_key = $1', [usernameKey(sheet.username)])
  if (known.rowCount) return person
  const id = randomUUID()
  const email = `${sheet.username}@example.gr`
  const passwordHash = await hashPassword(person.password)
  await transaction(portal.pool, async tx => {
    await insertCitizen(tx, {
      id,
      language: 'el',
      username: sheet.username,
      usernameKey: usernameKey(sheet.username),
      email,
      emailKey: emailKey(email),
      passwordHash,
      surname: nameOf(sheet.last),
      firstName: nameOf(sheet.first),
      wantsLevelB: sheet.role === 'level-b',
    })
    if (sheet.role === 'level-b') await keepPersonal(tx, portal.sealer, id, inventedPapers())
    await updateToActive(tx, id)
    if (sheet.role === 'level-b') await tx.query(`update citizen set level = 'B' where id = $1`, [id])
  })
  return person
}

/** Numbers that pass the checks and belong to nobody. */
function inventedPapers(): Parameters<typeof keepPersonal>[3] {
  return {
    father_name_none: false,
    mother_name_none: false,
    father_name: nameOf('Γεώργιος'),
    mother_name: nameOf('Αικατερίνη'),
    birth_date: '1980-04-12',
    identity_kind: 'identity_card',
    identity_number: 'ΑΒ000001',
    identity_issuer: 'Τ.Α. Πετρούπολης',
    identity_issued: '2010-05-20',
    afm: '000000012',
    tax_office: 'kefode-attikis',
    street: 'Ξάνθου',
    street_number: '12',
    postal_code: '13231',
    area: 'Πετρούπολη',
    mobile: '+306900000000',
  } as Parameters<typeof keepPersonal>[3]
}

async function makeStaff(portal: Portal, secret: string, sheet: StaffSheet): Promise<DemoPerson> {
  const { role, username, name, roles, departments } = sheet
  const person = { role, username, password: passwordOf(secret, username), totp: totpOf(secret, username) }
  await createActiveStaff(portal, {
    username,
    email: `${username}@example.gr`,
    name,
    roles,
    departments,
    password: person.password,
    totpSecret: person.totp,
  })
  return person
}
