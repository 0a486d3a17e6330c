/** Where the project's folders are, from `src/` (tsx) and from `dist/` alike. */
import { existsSync } from 'node:fs'

function findRoot(): URL {
  let folder = new URL('./', import.meta.url)
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder)
  return folder
}

const root = findRoot()

export function rootPath(name: string): URL {
  return new URL(name, root)
}
