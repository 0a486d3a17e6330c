/** Sealing anew what earlier field keys sealed, while the portal runs. */
import type { Db } from './db.js'
import { type SealedColumn, sealedColumns } from './sealed-columns.js'
import type { Sealer } from './secret.js'

export type Rotated = SealedColumn & {
  resealed: number
  /** Written by the portal between our reading and our writing: theirs stands. */
  overtaken: number
  /** Ids of rows whose value does not open: its key is missing, or it was sealed for another place. */
  broken: string[]
}

type Row = { id: string; sealed: Buffer }

const batch = 500

/** One row at a time: it may be stopped anywhere, begun anew, and holds nobody up. `current` is the id of the sealer's present key. */
export async function rotate(db: Db, sealer: Pick<Sealer, 'open' | 'seal'>, current: string): Promise<Rotated[]> {
  const done: Rotated[] = []
  for (const one of sealedColumns) done.push(await rotateColumn(db, sealer, current, one))
  return done
}

async function rotateColumn(db: Db, sealer: Pick<Sealer, 'open' | 'seal'>, current: string, one: SealedColumn): Promise<Rotated> {
  const result: Rotated = { ...one, resealed: 0, overtaken: 0, broken: [] }
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await listOthers(db, one, current, after)
    for (const row of rows) {
      const sealed = sealAnew(sealer, { ...one, row: row.id }, row.sealed)
      if (!sealed) result.broken.push(row.id)
      else if (await replace(db, one, row, sealed)) result.resealed += 1
      else result.overtaken += 1
    }
    if (rows.length < batch) return result
    after = (rows.at(-1) as Row).id
  }
}

function sealAnew(sealer: Pick<Sealer, 'open' | 'seal'>, place: SealedColumn & { row: string }, old: Buffer): Buffer | undefined {
  try {
    return sealer.seal(sealer.open(old, place), place)
  } catch {
    return undefined
  }
}

/** Names out of our own list: no value of anybody's is ever part of a text. */
const namesOf = ({ table, column }: SealedColumn) => ({ table: `"${table}"`, column: `"${column}"` })

/** The id of a value's key stands at its head. A code that is over leaves an empty value behind. */
async function listOthers(db: Db, one: SealedColumn, current: string, after: string): Promise<Row[]> {
  const { table, column } = namesOf(one)
  const { rows } = await db.query<Row>(
    `select id, ${column} as sealed from ${table}
     where id > $2 and case when octet_length(${column}) > 0 then substring(${column} from 2 for get_byte(${column}, 0)) <> $1 end
     order by id limit $3`,
    [Buffer.from(current), after, batch],
  )
  return rows
}

/** Only where it still is what was read. */
async function replace(db: Db, one: SealedColumn, { id, sealed: old }: Row, sealed: Buffer): Promise<boolean> {
  const { table, column } = namesOf(one)
  const { rowCount } = await db.query(`update ${table} set ${column} = $3 where id = $1 and ${column} = $2`, [id, old, sealed])
  return rowCount === 1
}

export type KeyUse = SealedColumn & { key: string; values: number }

/** How many values each key still holds. */
export async function listKeyUses(db: Db): Promise<KeyUse[]> {
  const uses: KeyUse[] = []
  for (const one of sealedColumns) uses.push(...(await countKeys(db, one)))
  return uses
}

async function countKeys(db: Db, one: SealedColumn): Promise<KeyUse[]> {
  const { table, column } = namesOf(one)
  const { rows } = await db.query<{ key: string; values: number }>(
    `select encode(substring(${column} from 2 for get_byte(${column}, 0)), 'escape') as key, count(*)::int as values
     from ${table} where case when octet_length(${column}) > 0 then true end group by 1`,
    [],
  )
  return rows.map(row => ({ ...one, ...row }))
}
