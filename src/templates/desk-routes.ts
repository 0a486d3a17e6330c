/** The pages of the ready texts. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { type TemplateForm, templateForm } from './forms.js'
import { findTemplate, listTemplates } from './store.js'
import { addTemplate, changeTemplate, removeTemplate, type Template, templateFields, templateMoves, unknownFields } from './template.js'

export function templateDeskRoutes(portal: Portal, catalogue: Catalogue): Router {
  const router = Router()
  router.get('/desk/templates', requires('template:edit'), list)
  router.get('/desk/templates/new', requires('template:edit'), withForm, blank)
  router.post('/desk/templates', requires('template:edit'), add)
  router.get('/desk/templates/:template', requires('template:edit'), withForm, one)
  router.post('/desk/templates/:template', requires('template:edit'), save)
  router.post('/desk/templates/:template/removal', requires('template:edit'), remove)
  return router

  async function list(_req: Request, res: Response): Promise<void> {
    const rows = await listTemplates(portal.pool)
    page(res, 'templates/list', {
      title: res.locals.t('decisions.template.title'),
      groups: templateMoves
        .map(move => ({ move, rows: rows.filter(row => row.move === move).map(named) }))
        .filter(one => one.rows.length > 0),
    })
  }

  function named(row: Template) {
    return {
      ...row,
      serviceTitle: row.service ? catalogue.service(row.service)?.title : undefined,
      departmentName: row.department ? catalogue.department(row.department)?.name : undefined,
    }
  }

  function blank(_req: Request, res: Response): void {
    show(res, undefined, emptyForm())
  }

  function show(res: Response, template: Template | undefined, form: FormState): void {
    const { t, page: base } = res.locals
    page(res, 'templates/one', {
      title: template ? base.pick(template.title) : t('decisions.template.new'),
      address: template ? `/desk/templates/${template.id}` : '/desk/templates',
      template,
      moves: templateMoves,
      services: catalogue.services.filter(one => one.channel !== 'information'),
      departments: catalogue.departments,
      fields: templateFields,
      form,
    })
  }

  async function add(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(templateForm(catalogue), req.body)
    if (!parsed.ok) return show(res.status(422), undefined, naming(res, parsed.form))
    await addTemplate(portal, staffOf(res), templateOf(parsed.data))
    await seeOther(res, '/desk/templates', res.locals.t('decisions.template.added'))
  }

  async function one(req: Request, res: Response): Promise<void> {
    const template = await asked(req)
    const { move, service, department, title, body } = template
    const values = { title_el: title.el, title_en: title.en, body_el: body.el, body_en: body.en }
    show(res, template, emptyForm({ move, service: service ?? '', department: department ?? '', ...values }))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const template = await asked(req)
    const parsed = parseForm(templateForm(catalogue), req.body)
    if (!parsed.ok) return show(res.status(422), template, naming(res, parsed.form))
    await changeTemplate(portal, staffOf(res), { ...templateOf(parsed.data), id: template.id, version: parsed.data.version })
    await seeOther(res, '/desk/templates', res.locals.t('decisions.template.changed'))
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const template = await asked(req)
    await removeTemplate(portal, staffOf(res), template.id)
    await seeOther(res, '/desk/templates', res.locals.t('decisions.template.removed'))
  }

  async function asked(req: Request): Promise<Template> {
    const template = await findTemplate(portal.pool, String(req.params.template))
    if (!template) throw new NotFound()
    return template
  }
}

function templateOf(data: TemplateForm): Omit<Template, 'id' | 'version'> {
  return {
    move: data.move,
    service: data.service ?? null,
    department: data.department ?? null,
    title: { el: data.title_el, en: data.title_en },
    body: { el: data.body_el, en: data.body_en },
  }
}

/** Says which field it does not know. */
function naming(res: Response, form: FormState): FormState {
  const errors = Object.entries(form.errors).map(([name, problem]) => [
    name,
    problem === 'decisions.template.unknownField'
      ? res.locals.t(problem, { names: unknownFields(String(form.values[name] ?? '')).join(', ') })
      : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}
