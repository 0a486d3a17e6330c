/** Every word of the portal stands in two languages, is used, and says the same in both. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileOf, readHouse, told } from './house/files.js'
import { askedFor, baseOf, greek, handedToT, readTexts, type Texts, variablesOf } from './house/texts.js'

const files = readHouse()
const el = readTexts(files, 'el')
const en = readTexts(files, 'en')
const areas = [...new Set([...el.keys()].map(key => key.split('.')[0] as string))]
const bases = new Set([...el.keys()].map(baseOf))

/** Greek that an English sentence needs: what stands on papers and in addresses. */
const greekInEnglish = /ΑΦΜ|ΑΜΚΑ|ΔΟΥ|Δ\.Ο\.Υ\.|ΑΒ 123456|χ\.α\.|12Α|Ελληνικά|taxisnet|gov\.gr/gu

/** What happened, in the trail and the letters, is named like a text and is none. */
const happenings = /^(mail|staff|catalogue)\.\w+$/

/** `departmentEl` and `departmentEn` are one value, said in two languages. */
const named = (text: string) => String(variablesOf(text).map(name => name.replace(/(El|En)$/, '')))

function none(offences: string[]): void {
  assert.equal(offences.length, 0, `\n${offences.join('\n')}\n`)
}

const each = (texts: Texts, wrong: (text: string, key: string) => unknown) =>
  [...texts].filter(([key, { text }]) => wrong(text, key)).map(([key, { path, line, text }]) => `${path}:${line} ${key}: ${text}`)

describe('texts', () => {
  it('exist in both languages', () => {
    none([
      ...each(el, (_, key) => !en.has(key)).map(line => `${line} (no English)`),
      ...each(en, (_, key) => !el.has(key)).map(line => `${line} (no Greek)`),
    ])
    assert.ok(el.size > 100)
  })

  it('are there wherever a page or a handler asks for one', () => {
    const sample = [fileOf('views/x.ejs', `<p>\n<%= t(it.good ? 'common.nope' : 'common.name') %></p>`)]
    assert.deepEqual(
      handedToT(sample).map(use => told(use.file, { at: use.at, what: use.key })),
      ['views/x.ejs:2 common.nope', 'views/x.ejs:2 common.name'],
    )
    none(
      handedToT(files)
        .filter(({ key }) => !bases.has(key))
        .map(({ file, at, key }) => told(file, { at, what: key })),
    )
  })

  it('are there wherever a value names one, such as the sentence beside a wrong field', () => {
    const { whole, patterns } = askedFor(files, areas)
    const isFileName = /\.(json|ts|js|ejs|yaml)$/
    none(
      whole
        .filter(({ key }) => /^[a-z]+(\.[\w-]+)+$/.test(key) && !bases.has(key) && !happenings.test(key) && !isFileName.test(key))
        .map(({ file, at, key }) => told(file, { at, what: key })),
    )
    none(
      patterns
        .filter(({ pattern }) => ![...bases].some(key => pattern.test(key)))
        .map(({ file, at, key }) => told(file, { at, what: `${key} fits no text` })),
    )
  })

  it('are all used', () => {
    const { whole, patterns } = askedFor(files, areas)
    const used = new Set(whole.map(({ key }) => key))
    none(each(el, (_, key) => !used.has(baseOf(key)) && !patterns.some(({ pattern }) => pattern.test(baseOf(key)))))
  })

  it('name the same values in both languages', () => {
    none(each(el, (text, key) => en.has(key) && named(text) !== named(en.get(key)?.text ?? '')))
    assert.deepEqual(variablesOf('{{b}} και {{ a }} και %{count}'), ['%{count}', 'a', 'b'])
  })

  it('have one form for one and one for many', () => {
    none(
      each(
        el,
        (_, key) => (key.endsWith('_one') && !el.has(`${baseOf(key)}_other`)) || (key.endsWith('_other') && !el.has(`${baseOf(key)}_one`)),
      ),
    )
  })

  it('say something, and hold no markup', () => {
    const wrong = (text: string) => text.trim() !== text || text === '' || /<[a-z/]|&[a-z]+;|\$t\(|\s{2}|\.\.\./i.test(text)
    none([...each(el, wrong), ...each(en, wrong)])
  })

  it('are English where they are English: Greek only as it stands on papers', () => {
    none(each(en, text => greek.test(text.replace(greekInEnglish, ''))))
  })

  it('are Greek where they are Greek: no word mixes letters that only look alike', () => {
    const mixed = /\p{Script=Greek}[A-Za-z]|[A-Za-z]\p{Script=Greek}/u
    none([
      ...each(el, text => mixed.test(text.replace(/\{\{.*?\}\}|%\{\w+\}/g, ' '))),
      ...each(en, text => mixed.test(text.replace(/\{\{.*?\}\}/g, ' '))),
    ])
    assert.match('Υπηρεσίεs', mixed)
  })

  it('are not left in Greek by oversight', () => {
    none(each(en, (text, key) => /\p{L}{4}/u.test(text) && text === el.get(key)?.text && !/^[\w\s.@/:(){}%-]+$/.test(text)))
  })
})
