/** Part of `npm run build`: texts, seed and word lists stand beside the code that reads them, in dist/ too. */
import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rootPath } from './paths.js'

const isData = /\.(json|yaml)$/
const isFolder = /\/[^./]+$/

await cp(fileURLToPath(rootPath('src')), fileURLToPath(rootPath('dist')), {
  recursive: true,
  filter: source => isData.test(source) || isFolder.test(source),
})
