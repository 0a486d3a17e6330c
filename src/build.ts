/** `npm run build:code`: each file of src/ into dist/, types left out and data beside the code. Types are checked by `npm run check`. */
import { readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rootPath } from './paths.js'

const names = await readdir(rootPath('src'), { recursive: true })
const entryPoints = names.filter(name => /\.(ts|json)$/.test(name) && !name.startsWith('client/'))

await rm(rootPath('dist'), { recursive: true, force: true })
await build({
  absWorkingDir: fileURLToPath(rootPath('src')),
  entryPoints,
  outbase: '.',
  outdir: fileURLToPath(rootPath('dist')),
  loader: { '.json': 'copy' },
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
})
