/** Addresses of built files: they carry a hash, so browsers may keep them for ever. */
import { existsSync, readFileSync } from 'node:fs'
import { rootPath } from '../paths.js'

let manifest: Record<string, string> | undefined

function read(): Record<string, string> {
  const file = rootPath('public/build/manifest.json')
  if (!existsSync(file)) throw new Error('public/build is missing: run «npm run build» first')
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function asset(name: string): string {
  manifest ??= read()
  return manifest[name] ?? `/build/${name}`
}
