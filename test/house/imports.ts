/** Who may import whom. */
import { basename } from 'node:path'
import type { HouseFile, Offence, Rule } from './files.js'
import { readJson } from './files.js'
import { type Import, importsOf, packageOf, sqlOf } from './syntax.js'

const infrastructureFolders = ['access', 'audit', 'db', 'fields', 'i18n', 'jobs', 'mail', 'pdf', 'web']
const infrastructureFiles = ['config', 'context', 'errors', 'limits', 'municipality', 'paths', 'portal', 'retention', 'settings', 'turns']
const infrastructure = new RegExp(`^src/((${infrastructureFolders.join('|')})/|(${infrastructureFiles.join('|')})\\.(ts|json)$)`)
const kinds = ['complaints', 'certificates']

/** Of `src/requests/store.ts`: `requests`. Undefined for infrastructure, for the browser's part and for files at the top. */
export function featureOf(path: string): string | undefined {
  const [top, folder, ...rest] = path.split('/')
  if (top !== 'src' || !folder || rest.length === 0 || ['client', 'styles', ...infrastructureFolders].includes(folder)) return undefined
  return folder
}

const features = new RegExp(`^src/(?!(${['client', 'styles', ...infrastructureFolders].join('|')})/)[^/]+/.*\\.ts$`)
const isTop = (path: string) => /^src\/[^/]+\.ts$/.test(path)

function wrong(is: (found: Import, file: HouseFile) => boolean): (file: HouseFile) => Offence[] {
  return file =>
    importsOf(file)
      .filter(found => is(found, file))
      .map(({ at, from }) => ({ at, what: `imports ${from}` }))
}

const { dependencies = {}, devDependencies = {} } = readJson('package.json') as Record<string, Record<string, string>>

export const importRules: Rule[] = [
  {
    says: 'infrastructure knows no feature, nor who puts it together',
    where: infrastructure,
    find: wrong(({ from }) => featureOf(from) !== undefined || (isTop(from) && !infrastructure.test(from))),
    broken: ['src/web/locals.ts', `import { findCitizen } from '../accounts/citizen.js'`],
  },
  {
    says: 'what a value is depends on nothing else of ours',
    where: /^src\/(fields\/.*|errors)\.ts$/,
    find: wrong(
      ({ from, typeOnly }) => from.startsWith('src/') && !from.startsWith('src/fields/') && !(typeOnly && from.startsWith('src/i18n/')),
    ),
    broken: ['src/fields/afm.ts', `import { createPool } from '../db/db.js'`],
  },
  {
    says: 'a feature reaches another through its nouns, never its store, doors, forms or mails',
    where: features,
    find: wrong(
      ({ from }, { path }) =>
        featureOf(from) !== undefined && featureOf(from) !== featureOf(path) && /(^|-)(store|routes|forms|mails)\.ts$/.test(basename(from)),
    ),
    broken: ['src/complaints/complaint.ts', `import { findRequest } from '../requests/store.js'`],
  },
  {
    says: 'requests know no kind of request',
    where: /^src\/requests\//,
    find: wrong(({ from }) => kinds.includes(featureOf(from) ?? '')),
    broken: ['src/requests/request.ts', `import { outcomes } from '../complaints/moves.js'`],
  },
  {
    says: 'a feature does not import the files that put the portal together',
    where: features,
    find: wrong(({ from }) => isTop(from) && !infrastructure.test(from)),
    broken: ['src/desk/desk-routes.ts', `import { createApp } from '../app.js'`],
  },
  {
    says: 'only the web, the guard and the route tables make something of Express; handlers know its types',
    where: /^src\/.*\.ts$/,
    find: wrong(
      ({ from, typeOnly }, { path }) =>
        from === 'express' && !typeOnly && !/^src\/(web\/.*|app|access\/require|.*\/(.+-)?routes)\.ts$/.test(path),
    ),
    broken: ['src/requests/own.ts', `import { Router, type Request } from 'express'`],
  },
  {
    says: 'who speaks with the browser does no verb: no transaction, letter or SQL beside a Request',
    where: features,
    find: file => {
      if (!importsOf(file).some(({ from }) => from === 'express')) return []
      const verbs = importsOf(file).filter(({ from, typeOnly }) => !typeOnly && /^src\/(mail\/|.*\/(.+-)?mails\.ts$)/.test(from))
      return [
        ...verbs.map(({ at, from }) => ({ at, what: `imports ${from}` })),
        ...sqlOf(file).map(({ at }) => ({ at, what: 'holds SQL' })),
        ...transactionsOf(file),
      ]
    },
    broken: ['src/requests/own.ts', `import type { Request } from 'express'\nimport { send } from '../mail/letter.js'`],
  },
  {
    says: 'stores know nothing of browsers, letters or the trail',
    where: /^src\/.*store\.ts$/,
    find: wrong(
      ({ from, typeOnly }) =>
        from === 'express' ||
        (!typeOnly && /^src\/(web|mail|audit|jobs)\/(?!store\.ts)|^src\/access\/require|\/(.+-)?(routes|mails)\.ts$/.test(from)),
    ),
    broken: ['src/accounts/store.ts', `import { page } from '../web/page.js'`],
  },
  {
    says: 'production loads no development package',
    where: /^src\/(?!client\/).*\.ts$/,
    find: wrong(({ from, typeOnly }) => !typeOnly && !/^(src\/|node:|views\/|\.)/.test(from) && !(packageOf(from) in dependencies)),
    except: {
      'src/face.ts': 'builds styles and scripts',
      'src/build.ts': 'builds dist/',
      'src/mail/catcher.ts': 'the mailbox of the demo and of the tests',
    },
    broken: ['src/server.ts', `import { SMTPServer } from 'smtp-server'`],
  },
  {
    says: 'only the demo and its parts import the parts of the demo',
    where: /^src\/(?!db\/embedded|demo|mail\/catcher|start\.ts).*\.ts$/,
    find: wrong(({ from }) => /^src\/(demo.*|face|db\/embedded.*|mail\/catcher.*)\.ts$/.test(from)),
    broken: ['src/server.ts', `import { startEmbedded } from './db/embedded.js'`],
  },
  {
    says: 'what is imported is in package.json',
    where: /^(src|test)\/.*\.ts$/,
    find: wrong(
      ({ from }) =>
        !/^(src\/|test\/|node:|\.)/.test(from) &&
        !(packageOf(from) in dependencies || packageOf(from) in devDependencies || `@types/${packageOf(from)}` in devDependencies),
    ),
    broken: ['src/web/page.ts', `import _ from 'lodash'`],
  },
]

function transactionsOf(file: HouseFile): Offence[] {
  return [...file.code.matchAll(/\btransaction\(/g)].map(({ index }) => ({ at: index, what: 'begins a transaction' }))
}

/** Features that import one another in a circle, as `a → b → a`. */
export function circlesOf(files: HouseFile[]): string[] {
  const reaches = new Map<string, Set<string>>()
  for (const file of files) {
    const own = featureOf(file.path)
    if (!own) continue
    const others = importsOf(file)
      .map(({ from }) => featureOf(from))
      .filter(name => name !== undefined && name !== own)
    reaches.set(own, new Set([...(reaches.get(own) ?? []), ...(others as string[])]))
  }
  return [...reaches.keys()].flatMap(start => walk(reaches, [start]))
}

function walk(reaches: Map<string, Set<string>>, path: string[]): string[] {
  const [first, last] = [path[0] as string, path.at(-1) as string]
  return [...(reaches.get(last) ?? [])].flatMap(next => {
    if (next === first) return [[...path, next].join(' → ')]
    return path.includes(next) ? [] : walk(reaches, [...path, next])
  })
}
