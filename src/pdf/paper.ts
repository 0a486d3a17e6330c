/** A paper to print, as whoever fills it in sees it. */
import type { Language } from '../i18n/index.js'
import type { Box, BoxLine } from './boxes.js'

export type Paper = {
  title(text: string): void
  part(text: string): void
  paragraph(text: string, look?: Look): void
  list(items: string[]): void
  /** What is called how, and what it is: a table of two columns. */
  facts(rows: readonly (readonly [name: string, value: string])[]): void
  /** A code and what it says, for people who type it: `shown` in large letters, then its bars, its square beside them. */
  code(given: { label: string; shown: string; value: string; barsAlt: string; squareAlt: string }): Promise<void>
  /** Text at a place of its own, made smaller until it fits. What is written next goes on under it, or so many millimetres from the top. */
  box(at: Box, lines: BoxLine[], next?: number): void
  /** Ends this page, with its foot, and begins the next one, with its head. */
  nextPage(): void
  /** A square to point a phone at; beside it what it opens, for people who type it: `shown` in large letters. */
  square(given: { lead: string; shown: string; address: string; value: string; alt: string }): Promise<void>
  /** The whole file. Nothing can be added afterwards. */
  finish(): Promise<Buffer>
}
/** `bbox`: left, top, right, bottom, by which a reader finds the picture on the page. */
export type Figure = { alt?: string; bbox?: [number, number, number, number] }
export type Look = { strong?: boolean; quiet?: boolean; large?: boolean }

/**
 * `head` stands small above the title, `foot` at the end of the page; empty, there is none. `page`: millimetres, without
 * margins, for what is only boxes; else A4. Lengths are points here: 72 are an inch.
 */
export type Sheet = { title: string; head: string; foot: string; language: Language; page?: { width: number; height: number } }
