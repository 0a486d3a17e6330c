/** What lies in public/: built files under addresses that carry a hash, and a few with names of their own. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type RequestHandler } from 'express'
import { rootPath } from '../paths.js'

const folder = fileURLToPath(rootPath('public'))
const asTheyAre = { index: false, dotfiles: 'ignore', redirect: false } as const

export function builtFiles(): RequestHandler {
  return express.static(`${folder}/build`, { ...asTheyAre, immutable: true, maxAge: '1y' })
}

/** Their names are read once: no page makes the disk be asked for a file of its name. */
export function namedFiles(): RequestHandler {
  const names = new Set(readdirSync(folder).map(name => `/${name}`))
  const file = express.static(folder, { ...asTheyAre, maxAge: '1h' })
  return (req, res, next) => (names.has(req.path) ? file(req, res, next) : next())
}
