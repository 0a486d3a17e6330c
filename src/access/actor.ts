/** Who is asking. Read from the database on every request, never kept in the session. */
import type { Bilingual, Language } from '../i18n/index.js'

export const roles = ['clerk', 'registrar', 'supervisor', 'finance', 'editor', 'administrator', 'auditor'] as const
export type Role = (typeof roles)[number]

export type Visitor = { kind: 'visitor' }
export type Citizen = {
  kind: 'citizen'
  id: string
  username: string
  firstName: string
  surname: string
  email: string
  language: Language
  level: 'A' | 'B'
  wantsLevelB: boolean
}
export type Staff = {
  kind: 'staff'
  id: string
  username: string
  name: string
  roles: Role[]
  departments: string[]
  /** The window of the counter where they are on duty in this session. */
  desk: string | null
  deskTitle?: Bilingual | null
}
export type Actor = Visitor | Citizen | Staff

export const visitor: Visitor = { kind: 'visitor' }
