/** The trail, to be read: by day, by what happened, by who did it and to what. Nothing here can change it. */
import { type Request, type Response, Router } from 'express'
import { requires } from '../access/require.js'
import { usernameKey } from '../fields/username.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { digestLine, findHead } from './digest.js'
import { knownEvents, trailForm } from './forms.js'
import { findActor, listTrail, type TrailRow, trailPage } from './trail-store.js'

const asked = ['from', 'to', 'event', 'actor', 'target'] as const

export function auditRoutes({ pool }: Portal): Router {
  const router = Router()
  router.get('/desk/audit', requires('audit:read'), read)
  router.get('/desk/audit/digest', requires('audit:read'), digest)
  return router

  async function read(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(trailForm, req.query)
    if (!parsed.ok) return show(res.status(422), parsed.form, [])
    const { from = null, to = null, event = null, actor, target = null, before = null } = parsed.data
    const actorId = actor === undefined ? null : await findActor(pool, usernameKey(actor))
    if (actorId === undefined) return show(res.status(422), withError(req.query, 'actor', 'trail.unknownActor'), [])
    const rows = await listTrail(pool, { from, to, event, actorId, targetId: target }, before)
    await show(res, emptyForm(valuesOf(req)), rows, before !== null)
  }

  async function show(res: Response, form: FormState, rows: TrailRow[], further = false): Promise<void> {
    const { t } = res.locals
    const query = new URLSearchParams(
      asked.flatMap((name): [string, string][] => (form.values[name] ? [[name, String(form.values[name])]] : [])),
    )
    const older = new URLSearchParams([...query, ['before', rows[trailPage - 1]?.id ?? '']])
    const events = knownEvents.map(event => ({ value: event, label: t(`trail.event.${event}` as never) }))
    page(res, 'audit/trail', {
      title: t('trail.title'),
      form,
      events: events.sort((a, b) => a.label.localeCompare(b.label)),
      head: await findHead(pool),
      rows: rows.slice(0, trailPage),
      older: rows.length > trailPage ? `/desk/audit?${older}` : undefined,
      newest: further ? `/desk/audit?${query}` : undefined,
      narrowed: query.size > 0,
    })
  }

  async function digest(_req: Request, res: Response): Promise<void> {
    const head = await findHead(pool)
    const text = head ? digestLine(head) : res.locals.t('trail.noChain')
    res.set('Cache-Control', 'no-store').set('Content-Disposition', 'attachment; filename="thyrida-audit.txt"')
    res.type('text/plain').send(`${text}\n`)
  }
}

function valuesOf({ query }: Request): Record<string, string> {
  return Object.fromEntries(asked.flatMap(name => (typeof query[name] === 'string' ? [[name, query[name]]] : [])))
}
