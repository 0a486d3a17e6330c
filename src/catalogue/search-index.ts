/** What the search looks through, made from the catalogue whenever that changes. */
import type { Db } from '../db/db.js'
import type { NotOurs, Parts, ServiceDefinition } from './definition.js'
import { addMeanings, clearSearch, writeEntries, writeWords } from './search-store.js'
import { fold, hear, split } from './search-words.js'

/** Rises when the code below, or the folding it rests on, makes something else of the same catalogue. */
export const searchBuild = 1

/** Texts by how much a word in them tells: title, synonyms, kinds of problem, the rest. */
type Weighed = { a: string; b: string; c: string; d: string }
export type Entry = {
  kind: 'service' | 'not_ours'
  key: string
  titles: string[]
  said: string[]
  el: Weighed
  en: Weighed
  sounds: Weighed
}

export async function buildSearch(tx: Db, all: Parts): Promise<void> {
  await clearSearch(tx)
  await writeEntries(tx, [...all.services.map(service => serviceEntry(service, all)), ...all.answers.notOurs.map(answerEntry)])
  for (const { words, means } of all.synonyms) if (means) await addMeanings(tx, split(words), means.map(fold))
  await writeWords(tx)
}

function serviceEntry(service: ServiceDefinition, all: Parts): Entry {
  const synonyms = all.synonyms.filter(({ services }) => services?.includes(service.slug))
  const first = synonyms.filter(({ services }) => services?.[0] === service.slug).flatMap(({ words }) => words)
  const later = synonyms.filter(({ services }) => services?.[0] !== service.slug).flatMap(({ words }) => words)
  const department = all.departments.find(({ slug }) => slug === service.department)?.name
  const category = all.categories.find(({ slug }) => slug === service.category)?.title
  const events = all['life-events'].filter(({ services }) => services.includes(service.slug)).map(({ title }) => title)
  const labels = (service.subcategories ?? []).map(({ label }) => label)
  const rest = [service.summary, department, category, ...events, ...service.law].filter(text => text !== undefined)
  const inLanguage = (language: 'el' | 'en'): Weighed => ({
    a: fold(service.title[language]),
    b: join(split(first)[language].filter(isOneWord)),
    c: join([...split(first)[language].filter(isPhrase), ...split(later)[language], ...labels.map(label => fold(label[language]))]),
    d: join(rest.map(text => fold(text[language]))),
  })
  const el = inLanguage('el')
  return {
    kind: 'service',
    key: service.slug,
    titles: [fold(service.title.el), fold(service.title.en)],
    said: first.map(fold),
    el,
    en: inLanguage('en'),
    sounds: heard(el),
  }
}

function answerEntry({ key, words = [], answer }: NotOurs): Entry {
  const { el, en } = split(words)
  const weighed = (names: string[], text: string): Weighed => ({
    a: join(names.filter(isOneWord)),
    b: join(names.filter(isPhrase)),
    c: '',
    d: fold(text),
  })
  const greek = weighed(el, answer.el)
  return { kind: 'not_ours', key, titles: words.map(fold), said: [], el: greek, en: weighed(en, answer.en), sounds: heard(greek) }
}

const isPhrase = (text: string) => text.includes(' ')
const isOneWord = (text: string) => !isPhrase(text)
const join = (texts: string[]) => texts.join(' . ') // words of different texts are no neighbours

function heard(greek: Weighed): Weighed {
  return { a: hear(greek.a), b: hear(greek.b), c: hear(greek.c), d: hear(greek.d) }
}
