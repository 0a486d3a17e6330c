/** A file on its way to whoever may see it: as what it is and nothing else, called after the paper it stands for. */
import type { Response } from 'express'
import * as z from 'zod'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Bilingual } from '../i18n/index.js'
import type { Kept } from './store.js'

const longestTitle = 80
const types = { pdf: 'application/pdf', jpeg: 'image/jpeg' } as const
const endings = { pdf: 'pdf', jpeg: 'jpg' } as const

export const isId = (value: unknown): value is string => z.guid().safeParse(value).success

/** A PDF is always saved, never shown by the browser within our address: its reader is no part of the page. */
export function sendAttachment(res: Response, catalogue: Catalogue, kept: Kept): void {
  const name = nameOf(res, titleOf(catalogue, kept), kept)
  res
    .set('Cache-Control', 'no-store')
    .set('Content-Security-Policy', "default-src 'none'; sandbox")
    .set('Content-Disposition', `${kept.type === 'pdf' ? 'attachment' : 'inline'}; ${named(name, kept)}`)
    .set('Cross-Origin-Resource-Policy', 'same-origin')
    .set('Content-Type', types[kept.type])
    .send(kept.content)
}

/** As the request has it; of a draft, and of what a clerk never asked for by name, as the service's list has it. */
function titleOf(catalogue: Catalogue, { title, service, field }: Kept): Bilingual | undefined {
  const known = service === null ? undefined : catalogue.service(service)
  return title ?? known?.documents.find(one => one.field === field) ?? known?.fields.find(one => one.key === field)?.label
}

function nameOf(res: Response, title: Bilingual | undefined, { number }: Kept): string {
  const { t, page } = res.locals
  const words: string = title ? page.pick(title) : t('attachments.someTitle')
  const plain = words
    .replace(/[^\p{L}\p{N} .-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return t('attachments.fileName', { title: [...plain].slice(0, longestTitle).join('').trim(), number })
}

/** Greek for the browsers that read it (RFC 6266), and a plain name beside it. */
function named(name: string, { type, number }: Kept): string {
  const encoded = encodeURIComponent(`${name}.${endings[type]}`)
  return `filename="paper-${number}.${endings[type]}"; filename*=UTF-8''${encoded}`
}
