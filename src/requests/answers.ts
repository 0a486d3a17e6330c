/** Answers at rest: those of a complaint are plain, those of an application sealed as a whole. */
import type { Portal } from '../portal.js'
import type { Answers } from './kind.js'

type Sealing = Pick<Portal, 'sealer'>
type Table = 'draft' | 'service_request'

const placeOf = (table: Table, row: string) => ({ table, column: 'answers_sealed', row })

export function sealAnswers({ sealer }: Sealing, table: Table, row: string, answers: Answers): Buffer {
  return sealer.seal(JSON.stringify(answers), placeOf(table, row))
}

/** A row as it is read, with its answers in the open. */
export function withAnswers<Row extends { id: string; answers: Answers; answersSealed: Buffer | null }>(
  { sealer }: Sealing,
  table: Table,
  row: Row,
): Row {
  if (!row.answersSealed) return row
  return { ...row, answers: JSON.parse(sealer.open(row.answersSealed, placeOf(table, row.id))) as Answers }
}
