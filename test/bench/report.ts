/** What a run found, as a table; the rows in words below it. */
export type Row = { what: string; measured: string; bar: string; met: boolean | undefined; notes: string[] }

const verdict = ({ met }: Row) => (met === undefined ? 'not measured' : met ? 'met' : 'MISSED')

export function table(rows: Row[]): string {
  const cells = [['what', 'measured', 'bar', ''], ...rows.map(row => [row.what, row.measured, row.bar, verdict(row)])]
  const widths = [0, 1, 2, 3].map(column => Math.max(...cells.map(line => line[column]?.length ?? 0)))
  const lines = cells.map(line =>
    line
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}

/** Anything missed or not measured is no success. */
export function succeeded(rows: Row[]): boolean {
  return rows.every(row => row.met === true)
}
