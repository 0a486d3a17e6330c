/** Everything I asked for, narrowed as I like. */
import type { Request, Response } from 'express'
import { citizenOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { page } from '../web/page.js'
import { cursorOf } from './addresses.js'
import { type Draft, listDrafts } from './draft-store.js'
import { calledOf, type RequestKind } from './kind.js'
import { showNumber } from './number.js'
import { chosenBy, type Filter, filterOf, isNarrowed, listAddress, stateLinks } from './own-filter.js'
import { listOwnRequests, listOwnServices, type OwnRow } from './own-list-store.js'
import { showProtocol } from './protocol.js'
import { colourOf } from './timeline.js'

const pageSize = 20

export function ownList({ pool }: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  return async function list(req: Request, res: Response): Promise<void> {
    const { id } = citizenOf(res)
    const filter = filterOf(req.query)
    const before = cursorOf(req.query.before)
    const [rows, drafts] = await Promise.all([rowsOf(id, filter, before), before || isNarrowed(filter) ? [] : draftsOf(id, filter)])
    const shown = rows.slice(0, pageSize)
    const last = rows.length > pageSize ? shown.at(-1) : undefined
    page(res, 'requests/list', {
      title: res.locals.t('requests.list.title'),
      rows: shown.map(row => lineOf(res, row)),
      drafts: drafts.map(draft => draftLine(draft)),
      filter,
      states: stateLinks(filter),
      narrowed: isNarrowed(filter),
      services: last || before || isNarrowed(filter) ? await servicesOf(id) : [],
      older: last && listAddress(filter, { before: `${last.submittedAt.toISOString()}_${last.id}` }),
      newest: before ? listAddress(filter) : undefined,
      form: { values: filter, errors: chosenBy(filter) ? {} : { q: 'requests.list.noNumber' } },
    })
  }

  async function rowsOf(id: string, filter: Filter, before: ReturnType<typeof cursorOf>): Promise<OwnRow[]> {
    const chosen = filter.state === 'drafts' ? undefined : chosenBy(filter)
    return chosen ? listOwnRequests(pool, id, before, pageSize + 1, chosen) : []
  }

  async function draftsOf(id: string, { state }: Filter): Promise<Draft[]> {
    return state === 'all' || state === 'drafts' ? listDrafts(pool, id) : []
  }

  async function servicesOf(id: string) {
    const slugs = await listOwnServices(pool, id)
    return catalogue.services.filter(service => slugs.includes(service.slug)).map(({ slug, title }) => ({ slug, title }))
  }

  function draftLine(draft: Draft) {
    const service = catalogue.service(draft.service)
    const address = `/services/${draft.service}/request`
    return { ...draft, title: service?.title, href: service?.channel === 'complaint' ? `${address}/check` : address }
  }

  function lineOf(res: Response, row: OwnRow) {
    const kind = kinds.find(one => one.kind === row.kind)
    return {
      number: row.number,
      shown: showNumber(row.number),
      protocol: row.protocol && showProtocol(row.protocol),
      title: row.title,
      ...kind?.headline(row.subcategories, row.answers),
      status: row.status,
      label: res.locals.t(`requests.status.${calledOf(kind, row.status)}` as TextKey),
      colour: colourOf(row.status),
      submittedAt: row.submittedAt,
    }
  }
}
