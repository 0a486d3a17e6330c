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

const isBuilt = import.meta.url.startsWith(rootPath('dist/').href)

/** A file of `src/` as it stands where this code runs: built code is put together in few files, so «beside me» would not find it. */
export function codePath(name: string): URL {
  return isBuilt ? rootPath(`dist/${name.replace(/\.ts$/, '.js')}`) : rootPath(`src/${name}`)
}
