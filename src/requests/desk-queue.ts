/** The clerk's list: the queues of their departments, by number, service or department. */
import type { Request, Response } from 'express'
import { staffOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { cursorOf } from './addresses.js'
import { daysLeftOf, warnDays } from './days-left.js'
import { findByProtocol, findNumber } from './desk-store.js'
import { calledOf, type RequestKind } from './kind.js'
import { parseNumber, showNumber } from './number.js'
import { parseProtocol, showProtocol } from './protocol.js'
import { type Ask, countQueues, listClosed, listEnding, listQueue, listServices, type QueueRow, queues } from './queue-store.js'
import { colourOf } from './timeline.js'

const pageSize = 50

export function queueHandlers({ pool }: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  return { list }

  async function list(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    const typed = typeof req.query.number === 'string' ? req.query.number : ''
    const found = typed && (await numberOf(clerk.departments, typed))
    if (found) return seeOther(res, `/desk/requests/${found}`)
    const ask = askOf(req, clerk)
    const [rows, counts, services] = await Promise.all([
      rowsOf(ask),
      countQueues(pool, clerk.departments, clerk.id, warnDays),
      listServices(pool, clerk.departments),
    ])
    const shown = rows.slice(0, pageSize)
    const last = rows.length > pageSize ? shown.at(-1) : undefined
    const here = (more: Record<string, string>) => addressOf(ask, more)
    page(res, 'requests/desk/queue', {
      title: res.locals.t('desk.queue.title'),
      queue: ask.queue,
      queues: queues.map(name => ({
        name,
        href: addressOf({ ...ask, queue: name }, {}),
        count: name === 'closed' ? undefined : counts[name],
      })),
      rows: shown.map(row => lineOf(res, row)),
      more: last && here({ after: endOf(ask, last) }),
      first: req.query.after ? here({}) : undefined,
      unknownNumber: typed.slice(0, 30) || undefined,
      filter: { service: ask.service ?? '', department: ask.department ?? '' },
      services: servicesOf(res, services),
      departments: catalogue.departments.filter(one => clerk.departments.includes(one.slug)),
    })
  }

  async function numberOf(departments: string[], typed: string): Promise<string | undefined> {
    const number = parseNumber(typed)
    if (number && (await findNumber(pool, departments, number))) return number
    const protocol = parseProtocol(typed)
    return protocol && findByProtocol(pool, departments, protocol)
  }

  function askOf(req: Request, { departments, id }: { departments: string[]; id: string }): Ask {
    const queue = queues.find(one => one === req.query.queue) ?? 'new'
    const service = catalogue.service(String(req.query.service ?? ''))?.slug ?? null
    const department = departments.find(one => one === req.query.department) ?? null
    return { departments, staffId: id, queue, service, department, after: cursorOf(req.query.after), most: pageSize + 1 }
  }

  function rowsOf(ask: Ask): Promise<QueueRow[]> {
    if (ask.queue === 'closed') return listClosed(pool, ask)
    return ask.queue === 'due' || ask.queue === 'late' ? listEnding(pool, ask, warnDays) : listQueue(pool, ask)
  }

  function servicesOf(res: Response, slugs: string[]) {
    const pick = res.locals.page.pick
    return slugs
      .map(slug => ({ value: slug, label: (pick(catalogue.service(slug)?.title) || slug) as string }))
      .sort((one, other) => one.label.localeCompare(other.label, res.locals.lang))
  }

  function lineOf(res: Response, row: QueueRow) {
    const kind = kinds.find(one => one.kind === row.kind)
    return {
      ...row,
      shown: row.protocol ? showProtocol(row.protocol) : showNumber(row.number),
      ...kind?.headline(row.subcategories, row.answers),
      label: res.locals.t(`requests.status.${calledOf(kind, row.status)}` as TextKey),
      colour: colourOf(row.status),
      clock: daysLeftOf(res.locals.t, row),
    }
  }
}

/** Where this page of the list ended, in the order of its queue. */
function endOf({ queue }: Ask, { submittedAt, dueOn, id }: QueueRow): string {
  const at = queue === 'due' || queue === 'late' ? `${dueOn}T00:00:00.000Z` : submittedAt.toISOString()
  return `${at}_${id}`
}

function addressOf({ queue, service, department }: Ask, more: Record<string, string>): string {
  const values = { queue, ...(service ? { service } : {}), ...(department ? { department } : {}), ...more }
  return `/desk/requests?${new URLSearchParams(values)}`
}
