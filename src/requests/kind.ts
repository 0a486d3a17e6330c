/** What a kind of request adds to the spine; the spine knows no kind by name. */
import type { Response } from 'express'
import type { Citizen, Staff, Visitor } from '../access/actor.js'
import type { Service, Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual, TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import type { DeskRequest } from './desk-store.js'
import type { Movable } from './move-store.js'
import type { Move, Status } from './moves.js'
import type { RequestDetail } from './store.js'
import type { LetterMore, Words } from './words.js'

/** A case as the desk shows it, its answers in the open. */
export type DeskCase = DeskRequest

export type Answers = Record<string, string>

/**
 * A piece of a page, drawn by its own view: above the answers, below them, or beside them. `replies`: it asks for the answer
 * itself, so that the form for messages stands back.
 */
export type Part = { view: string; place: 'before' | 'after' | 'beside'; data: object; replies?: boolean }

/** A move that is being made. `request`: as it stood before; `status`: where it leads. `dueOn`: the end of the period where the move has set it. */
export type Happened = {
  portal: Portal
  request: Movable
  move: Move
  status: Status | null
  words: Words
  actor: Staff | Citizen | Visitor
  dueOn: string | null | undefined
}

export type RequestKind = {
  kind: 'complaint' | 'application' | 'certificate'
  channel: Service['channel']
  firstStatus: string
  /** It is asked for on pages of its own. */
  asksItself?: true
  moves: readonly Move[]
  /** What «done» may mean, for the clerk to choose from. */
  outcomes: readonly string[]
  /** What the fields cannot say one by one: problems by field. */
  check(service: Service, answers: Answers): Record<string, TextKey>
  /** What is worth saying before it is sent, and never stops it. */
  warnings(service: Service, answers: Answers): TextKey[]
  isUrgent(subcategories: Subcategory[], answers: Answers): boolean
  /** One line for lists: what and where. */
  headline(subcategories: Subcategory[], answers: Answers): { what: Bilingual | null; where: string }
  /** Where a status is called otherwise than with other kinds: which texts are used instead. */
  says?: Readonly<Record<Status, Status>>
  /** Of the owner's page. A kind that has them shows answers and deadline in its own way. */
  ownParts?(portal: Portal, res: Response, request: RequestDetail): Promise<Part[]>
  /** What the page of a case shows of this kind. */
  deskParts?(portal: Portal, res: Response, request: DeskCase): Promise<Part[]>
  /** Fields that stand elsewhere too and are changed there: no clerk asks for them again. */
  settled?: readonly string[]
  /** Papers that a clerk may ask for. */
  papersOf?(db: Db, requestId: string): Promise<{ field: string; title: Bilingual }[]>
  /** What a move does beyond the row, in its transaction. Returns what the letter adds. */
  moved?(tx: Db, happened: Happened): Promise<LetterMore>
}

/** The name by which the texts know a status of this kind: `requests.status.…`, `requests.next.…`. */
export function calledOf(kind: RequestKind | undefined, status: Status): Status {
  return kind?.says?.[status] ?? status
}

export function kindOf(kinds: readonly RequestKind[], channel: string): RequestKind | undefined {
  return kinds.find(kind => kind.channel === channel)
}
