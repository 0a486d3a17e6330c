/** The rules of the house, kept: each is tried on the whole project, and on a file made to break it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browserRules } from './house/browser.js'
import { codeRules } from './house/code.js'
import { fileOf, type HouseFile, listTop, type Rule, readHouse, readJson, told } from './house/files.js'
import { circlesOf, importRules } from './house/imports.js'
import { sizesOf } from './house/sizes.js'
import { migrationRules, sqlRules } from './house/sql.js'
import { viewRules } from './house/views.js'

const files = readHouse()

function none(offences: string[]): void {
  assert.equal(offences.length, 0, `\n${offences.join('\n')}\n`)
}

function offencesOf({ where, find, except = {} }: Rule, house: HouseFile[]): string[] {
  return house.filter(({ path }) => where.test(path) && !(path in except)).flatMap(file => find(file).map(offence => told(file, offence)))
}

/** An exception that nobody needs any more would let the next mistake through. */
function needlessOf({ where, find, except = {} }: Rule, house: HouseFile[]): string[] {
  const excused = house.filter(({ path }) => where.test(path) && path in except)
  const needed = new Set(excused.filter(file => find(file).length > 0).map(({ path }) => path))
  return Object.keys(except)
    .filter(path => !needed.has(path))
    .map(path => `${path} is an exception that is not needed`)
}

function keep(title: string, rules: Rule[]): void {
  describe(title, () => {
    for (const rule of rules) {
      it(rule.says, () => {
        const broken = offencesOf(rule, [fileOf(...rule.broken)])
        assert.notEqual(broken.length, 0, 'the rule does not see the file that was made to break it')
        none([...offencesOf(rule, files), ...needlessOf(rule, files)])
      })
    }
  })
}

keep('who may import whom', importRules)
keep('what the code may do', codeRules)
keep('what the browser’s scripts may do', browserRules)
keep('how the database is asked', sqlRules)
keep('how tables are made', migrationRules)
keep('what a page may hold', viewRules)

describe('how the house is laid out', () => {
  it('no features import one another in a circle', () => {
    none(circlesOf(files))
    const circle = [fileOf('src/a/x.ts', `import '../b/y.js'`), fileOf('src/b/y.ts', `import '../a/x.js'`)]
    assert.deepEqual(circlesOf(circle), ['a → b → a', 'b → a → b'])
  })

  it('everything at the top has its place', () => {
    const places = [
      'Dockerfile',
      'LICENSE',
      'README.md',
      'biome.json',
      'docker-compose.yml',
      'docs',
      'knip.json',
      'migrations',
      'package-lock.json',
      'package.json',
      'public',
      'src',
      'test',
      'tsconfig.json',
      'views',
    ]
    none(listTop().filter(name => !places.includes(name)))
  })

  it('files are named in kebab-case, and no folder is a drawer for anything', () => {
    none(
      files
        .map(({ path }) => path)
        .filter(path =>
          path
            .split('/')
            .some(name => name !== 'README.md' && !/^_?[a-z0-9]+([.-][a-z0-9]+)*$/.test(name) && !/^\d{4}_[a-z0-9-]+\.sql$/.test(name)),
        ),
    )
    none(
      files
        .map(({ path }) => path)
        .filter(path => /\/(utils?|helpers?|services|repositories|controllers|models|common|lib|misc)(\/|\.ts)/.test(path)),
    )
  })

  it('migrations are numbered one after the other', () => {
    const numbers = files.filter(({ path }) => path.startsWith('migrations/')).map(({ path }) => Number(path.slice(11, 15)))
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    )
  })

  it('types are checked strictly, and packages come from the registry, pinned', () => {
    const { compilerOptions } = readJson('tsconfig.json') as { compilerOptions: Record<string, unknown> }
    assert.equal(compilerOptions.strict, true)
    assert.equal(compilerOptions.noUncheckedIndexedAccess, true)
    const { packages } = readJson('package-lock.json') as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean; optional?: boolean }>
    }
    none(
      Object.entries(packages)
        .filter(([path, { integrity, optional }]) => path !== '' && !integrity && !optional)
        .map(([path]) => `${path} has no checksum`),
    )
    none(
      Object.entries(packages)
        .filter(([, { resolved = 'https:', link }]) => link || /^(git|file|http:)/.test(resolved))
        .map(([path]) => `${path} comes from elsewhere`),
    )
  })
})

describe('how long things are', () => {
  const sizes = sizesOf(files)

  it('no source file is longer than 200 lines', () => {
    none(sizes.files.filter(({ lines }) => lines > 200).map(({ path, lines }) => `${path}:1 has ${lines} lines`))
  })

  it('half of the files have at most 60 lines and nine in ten at most 150', () => {
    assert.ok(sizes.fileMedian <= 60, `median ${sizes.fileMedian}`)
    assert.ok(sizes.fileNinetieth <= 150, `nine in ten ${sizes.fileNinetieth}`)
  })

  it('half of the functions have at most 8 lines and nine in ten at most 25', () => {
    assert.ok(sizes.functionMedian <= 8, `median ${sizes.functionMedian}`)
    assert.ok(sizes.functionNinetieth <= 25, `nine in ten ${sizes.functionNinetieth}`)
  })

  it('comments say what the code cannot, and take no more than a tenth of it', () => {
    assert.ok(
      sizes.commentShare >= 0.02 && sizes.commentShare <= 0.1,
      `comments are ${(100 * sizes.commentShare).toFixed(1)} % of the lines`,
    )
  })
})
