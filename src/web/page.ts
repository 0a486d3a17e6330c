/** Pages: a view, wrapped in the layout, with what every page may use. */
import type { Response } from 'express'
import { type Actor, visitor } from '../access/actor.js'
import { type Capability, can } from '../access/capabilities.js'
import type { Config } from '../config.js'
import { showDate, showDateTime, showLongDate, showTime } from '../i18n/dates.js'
import { type Bilingual, isTextKey, type Language, translate } from '../i18n/index.js'
import { showList } from '../i18n/lists.js'
import { asset } from './assets.js'
import { render, type ViewData } from './views.js'

export type PageData = ViewData & { title: string }

/** What does not depend on who asks. */
export function pageBase(config: Config, language: Language, path: string): ViewData {
  const t = translate(language)
  return {
    t,
    lang: language,
    actor: visitor,
    can: (capability: Capability) => can(visitor, capability),
    municipality: config.municipality,
    demo: config.demo,
    publicUrl: config.publicUrl,
    path,
    flash: undefined,
    csrfToken: '',
    notice: undefined,
    idleSeconds: 0,
    restCover: false,
    form: undefined,
    status: 200,
    asset,
    date: showDate,
    dateTime: showDateTime,
    time: showTime,
    longDate: (value: Date | string) => showLongDate(value, language),
    words: (list: readonly string[]) => showList(list, language),
    pick: (text: Bilingual | null | undefined) => (text ? text[language] || text.el : ''),
    message: (value: string) => (isTextKey(value) ? t(value) : value),
  }
}

/** What a page of somebody signed in adds. */
export function withActor(base: ViewData, actor: Actor): ViewData {
  return Object.assign(base, { actor, can: (capability: Capability) => can(actor, capability) })
}

export function renderPage(view: string, data: ViewData): string {
  data.body = render(view, data)
  return render('layout', data)
}

/** Sends a page. Caches keep none, unless it is everybody's. */
export function page(res: Response, view: string, data: PageData): string {
  const base = res.locals.page as ViewData
  const html = renderPage(view, Object.assign(base, data, { status: res.statusCode })) // an answer has one page: its values need no copy
  if (!res.hasHeader('Cache-Control')) res.set('Cache-Control', 'no-store')
  res.type('html').send(html)
  return html
}

/** A page that is the same for every visitor: kept ready and answered before anything else is asked. */
export function readyPage(res: Response, view: string, data: PageData): void {
  if (res.locals.keepReady) res.set('Cache-Control', 'public, no-cache').set('Vary', 'Cookie, Accept-Encoding')
  const html = page(res, view, data)
  res.locals.keepReady?.(html)
}
