/** Follows every link that a person is shown, as a robot would: looking only, sending nothing. */
import type { Page, Visit } from './portal.js'

export type Found = Page & { who: string; from: string; asked: string }

/** Addresses that differ in the query alone show the same page about other things: so many of each are enough. */
const mostOfAKind = 12

/** A visitor keeps no session from one page to the next, as one who comes from a search engine does. */
export async function crawl(who: string, visit: Visit, start: string[]): Promise<Found[]> {
  const waiting = start.map(path => ({ path, from: '' }))
  const known = new Set(start)
  const kinds = new Map<string, number>()
  const found: Found[] = []
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { path, from } = next
    if (who.startsWith('visitor')) visit.cookies.delete('sid')
    const page = await visit.get(path)
    found.push({ ...page, who, from, asked: path })
    for (const link of linksOf(page)) {
      if (known.has(link) || isAnotherLanguage(link) || isEnough(kinds, link)) continue
      known.add(link)
      waiting.push({ path: link, from: page.path })
    }
  }
  return found
}

const isAnotherLanguage = (path: string) => /[?&]lang=/.test(path)

function isEnough(kinds: Map<string, number>, path: string): boolean {
  const [kind = '', query] = path.split('?')
  if (query === undefined) return false
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  return (kinds.get(kind) as number) > mostOfAKind
}

/** Own addresses on a page, without what follows `#`: links, pictures, scripts, styles, and forms that only look. */
export function linksOf(page: Page): string[] {
  return addressesOf(page)
    .filter(url => url.origin === new URL(page.url).origin)
    .map(url => url.pathname + url.search)
}

function addressesOf(page: Page): URL[] {
  if (!isHtml(page)) return []
  const named = [...page.html.matchAll(/<(?:a|link|area)\b[^>]*?\shref="([^"]*)"|<(?:img|script|source)\b[^>]*?\ssrc="([^"]*)"/g)].map(
    match => match[1] ?? match[2] ?? '',
  )
  const looking = [...page.html.matchAll(/<form\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter(tag => /method="get"/.test(tag))
    .map(tag => /\saction="([^"]*)"/.exec(tag)?.[1] ?? '')
  return [...named, ...looking].map(address => new URL(unescape(address), page.url)).filter(url => /^https?:/.test(url.protocol))
}

/** `/services#all` → ['/services', 'all'], of links into a page of ours. */
export function anchorsOf(page: Page): [string, string][] {
  return addressesOf(page)
    .filter(url => url.hash.length > 1 && url.origin === new URL(page.url).origin)
    .map(url => [url.pathname + url.search, decodeURIComponent(url.hash.slice(1))])
}

export const isHtml = (page: Page) => (page.headers.get('content-type') ?? '').startsWith('text/html')

const unescape = (text: string) =>
  text
    .replace(/&amp;/g, '&')
    .replace(/&#39;/g, "'")
    .replace(/&#34;|&quot;/g, '"')
