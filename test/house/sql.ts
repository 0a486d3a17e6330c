/** How the database is asked, and how its tables are made. */
import ts from 'typescript'
import type { HouseFile, Rule } from './files.js'
import { type Call, callsOf, sqlOf, textsOf } from './syntax.js'

const source = /^src\/(?!client\/).*\.ts$/

/** `pool.query(…)`, `tx.query(…)`, `this.#pool.query(…)`. */
const queriesOf = (file: HouseFile): Call[] => callsOf(file).filter(({ name, of }) => name === 'query' && of !== '')

const inSql =
  (pattern: RegExp): Rule['find'] =>
  file =>
    sqlOf(file).flatMap(({ at, text }) => [...text.matchAll(pattern)].map(([found]) => ({ at, what: found.trim() })))

/** Of a name, the text that stands in its `const`. */
function constantOf(file: HouseFile, name: string): ts.Expression | undefined {
  let found: ts.Expression | undefined
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText(file.tree) === name) found ??= node.initializer
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return found
}

function isFixed(file: HouseFile, asked: ts.Expression | undefined): boolean {
  if (!asked) return false
  if (ts.isStringLiteral(asked) || ts.isNoSubstitutionTemplateLiteral(asked)) return true
  return ts.isIdentifier(asked) && isFixed(file, constantOf(file, asked.text))
}

export const sqlRules: Rule[] = [
  {
    says: 'SQL stands in stores and in the infrastructure that has tables of its own',
    where: /^src\/(?!client\/|db\/|audit\/|jobs\/|.*store\.ts$).*\.ts$/,
    find: file => {
      const asked = queriesOf(file)
      const loose = sqlOf(file).filter(({ node }) => !asked.some(call => call.node === node.parent))
      return [...asked, ...loose].map(({ at }) => ({ at, what: 'asks the database' }))
    },
    except: {
      'src/web/session.ts': 'is the store of sessions',
      'src/mail/letter.ts': 'writes the row that a letter is',
      'src/web/health.ts': 'asks whether the database is there',
      'src/server.ts': 'looks at the database’s own settings',
      'src/demo.ts': 'makes the portal’s role',
      'src/demo-people.ts': 'invents people, as no verb would let anybody do',
    },
    broken: ['src/accounts/sign-in.ts', `await tx.query('select id from citizen', [])`],
  },
  {
    says: 'SQL is a fixed text: what varies is a parameter',
    where: source,
    find: file => [
      ...sqlOf(file)
        .filter(({ holes }) => holes)
        .map(({ at }) => ({ at, what: '${…} in SQL' })),
      ...queriesOf(file)
        .filter(({ node }) => !isFixed(file, node.arguments[0]))
        .map(({ at }) => ({ at, what: 'SQL that is not a fixed text' })),
    ],
    except: {
      'src/db/db.ts': 'hands on what it was given',
      'src/db/migrate.ts': 'runs the files of migrations/',
      'src/db/keys.ts': 'names the columns of its list, quoted',
      'src/demo.ts': 'sets the password of the portal’s role, which takes no parameter',
    },
    broken: ['src/accounts/store.ts', 'await db.query(`select id from citizen where email = ${email}`)'],
  },
  {
    says: 'columns are listed',
    where: source,
    find: inSql(/\b(select|returning)\s+(\w+\.)?\*|,\s*\w+\.\*/g),
    broken: ['src/accounts/store.ts', `await db.query('select * from citizen', [])`],
  },
  {
    says: 'lists go on after the last row seen, not after a number of rows',
    where: source,
    find: inSql(/\boffset\b/gi),
    except: {},
    broken: ['src/requests/store.ts', `await db.query('select id from service_request limit 20 offset $1', [from])`],
  },
  {
    says: 'keywords are in small letters',
    where: source,
    find: inSql(/\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|VALUES|RETURNING)\b/g),
    broken: ['src/accounts/store.ts', `await db.query('SELECT id FROM citizen', [])`],
  },
  {
    says: 'people’s rows are not sorted or filtered by a name that was typed',
    where: source,
    find: file =>
      textsOf(file)
        .filter(({ text, holes }) => holes && /\border by\b/i.test(text))
        .map(({ at }) => ({ at, what: '${…} after order by' })),
    except: { 'src/db/keys.ts': 'names the columns of its list, and sorts by id' },
    broken: ['src/requests/desk-store.ts', 'const order = `order by ${column}`'],
  },
]

export const migrationRules: Rule[] = [
  {
    says: 'a migration goes up, and says so first',
    where: /^migrations\//,
    find: ({ text }) => [
      ...(text.startsWith('-- Up Migration\n') ? [] : [{ at: 0, what: 'does not begin with «-- Up Migration»' }]),
      ...[...text.matchAll(/^-- Down Migration/gm)].map(({ index }) => ({ at: index, what: 'goes down' })),
    ],
    broken: ['migrations/0099_x.sql', 'create table x (id text primary key);\n'],
  },
  {
    says: 'every index says which page or job it is for',
    where: /^migrations\//,
    find: ({ text }) =>
      [...text.matchAll(/^create (unique )?index .*$/gm)]
        .filter(({ index, 0: line }) => !/;\s*--\s*\S/.test(line) && !isExplained(text.slice(0, index)))
        .map(({ index, 0: line }) => ({ at: index, what: line })),
    broken: ['migrations/0099_x.sql', '-- Up Migration\ncreate table x (a text);\ncreate index x_a on x (a);\n'],
  },
  {
    says: 'moments are moments, whatever the zone',
    where: /^migrations\//,
    find: file => [...file.code.matchAll(/\btimestamp\b(?!tz)/g)].map(({ index }) => ({ at: index, what: 'timestamp without a zone' })),
    broken: ['migrations/0099_x.sql', '-- Up Migration\ncreate table x (made_at timestamp);\n'],
  },
]

/** A comment above, or above the indexes above. */
function isExplained(before: string): boolean {
  const line = before.trimEnd().split('\n').at(-1) ?? ''
  if (line.startsWith('--')) return !line.startsWith('-- Up Migration')
  return (
    /^create (unique )?index/.test(line) && !line.includes(';  --') && isExplained(before.slice(0, before.trimEnd().length - line.length))
  )
}
