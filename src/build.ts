/** `npm run build:code`: src/ into dist/, put together in few files with its data beside it. Types are checked by `npm run check`. */
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rootPath } from './paths.js'

const [src, dist] = [fileURLToPath(rootPath('src')), fileURLToPath(rootPath('dist'))]
const { dependencies, devDependencies } = JSON.parse(await readFile(rootPath('package.json'), 'utf8'))

/** Zod goes in: it comes in a hundred files, of which the portal needs the half, and each costs time at the start. */
const external = Object.keys({ ...dependencies, ...devDependencies })
  .filter(name => name !== 'zod')
  .flatMap(name => [name, `${name}/*`])

const names = await readdir(src, { recursive: true })
await rm(dist, { recursive: true, force: true })
await build({
  absWorkingDir: src,
  entryPoints: names.filter(name => /^(start|worker|(requests\/photo|attachments\/paper)-process|.*command)\.ts$/.test(name)),
  outbase: '.',
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  sourcemap: true,
  external,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
})
for (const name of names.filter(one => one.endsWith('.json'))) await cp(`${src}/${name}`, `${dist}/${name}`)
