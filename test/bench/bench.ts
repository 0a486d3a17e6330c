/** `npm run bench [-- ROW …]`: how fast the portal is, against yardsticks started in the same run. docs/bench.md tells how to read it. */
import { memory, start } from './footprint.js'
import { cores, layout, pin } from './machine.js'
import { myRequests, searchPage, servicePage } from './pages.js'
import { type Row, succeeded, table } from './report.js'
import { signInStorm } from './storm.js'
import { submitting } from './submitting.js'
import { makeTown, type Town } from './town.js'

const rows: Record<string, (town: Town) => Promise<Row>> = {
  service: servicePage,
  search: searchPage,
  list: myRequests,
  submit: submitting,
  storm: signInStorm,
  memory,
  start,
}

const say = (text: string) => process.stdout.write(`${text}\n`)

async function main(wanted: string[]): Promise<Row[]> {
  const unknown = wanted.filter(name => !(name in rows))
  if (unknown.length) throw new Error(`There is no row «${unknown.join(', ')}». Rows: ${Object.keys(rows).join(', ')}.`)
  pin(process.pid, cores.rest)
  const town = await makeTown()
  const found: Row[] = []
  try {
    for (const name of wanted.length ? wanted : Object.keys(rows)) {
      const row = await (rows[name] as (town: Town) => Promise<Row>)(town)
      found.push(row)
      say([row.what, ...row.notes.map(note => `  ${note}`)].join('\n'))
    }
  } finally {
    await town.stop()
  }
  return found
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const found = await main(process.argv.slice(2))
say(`\nNode ${process.version}, ${layout()}. Ratios: median (least–most) of the rounds.\n\n${table(found)}`)
process.exitCode = succeeded(found) ? 0 : 1
