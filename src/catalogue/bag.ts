/** One list of papers for several services: each paper once, with the services that need it. */
import type { Bilingual } from '../i18n/index.js'
import type { Service } from './definition.js'
import { fold } from './search-words.js'

export type Paper = { name: Bilingual; services: Service[]; source: Service | undefined }

/** In the order of the services; `all` says which papers the municipality issues itself. */
export function papersOf(chosen: Service[], all: Service[]): Paper[] {
  const papers = new Map<string, Paper>()
  for (const service of chosen) {
    for (const name of service.documents) {
      const key = fold(name.el)
      const paper = papers.get(key) ?? { name, services: [], source: sourceOf(key, all) }
      paper.services.push(service)
      papers.set(key, paper)
    }
  }
  return [...papers.values()]
}

/** A paper is called like the service that gives it, perhaps with a few words more. */
function sourceOf(paper: string, all: Service[]): Service | undefined {
  return all.find(service => `${paper} `.startsWith(`${fold(service.title.el)} `))
}
