/** The municipality's colours, as a style sheet of three lines: the rest of the look is the same for every town. */
import type { Request, Response } from 'express'
import type { Municipality } from '../municipality.js'

export function theme({ colours }: Municipality) {
  const css = `:root{--brand:${colours.brand};--brand-dark:${colours.brandDark};--accent:${colours.accent}}`
  return (_req: Request, res: Response): void => {
    res.set('Cache-Control', 'public, max-age=3600').type('css').send(css)
  }
}
