/** What the owner of an application still has to do: give a paper, say that it will be brought, answer a correction. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import type { Portal } from '../portal.js'
import { named } from '../requests/form.js'
import { filesNamed, formWithFiles } from '../requests/uploads.js'
import { emptyForm, type FormState, seenVersion, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { correctAnswer, findCorrection, readCorrection } from './correcting.js'
import { owedPapers } from './facts.js'
import type { ApplicationFile } from './file-store.js'
import { announcePaper, givePaper } from './giving.js'
import { correctionData, megabytesOf } from './own-parts.js'
import { ownFile } from './receipt.js'

export function ownApplicationRoutes(portal: Portal): Router {
  const router = Router()
  const files = formWithFiles(portal.config.limits)
  router.get('/requests/:number/papers/:field', requires('request:mend'), askPaper)
  router.post('/requests/:number/papers/:field', requires('request:mend', 'multipart'), files, takePaper)
  router.post('/requests/:number/papers/:field/bring', requires('request:mend'), bringPaper)
  router.get('/requests/:number/correction', requires('request:mend'), askCorrection)
  router.post('/requests/:number/correction', requires('request:mend'), takeCorrection)
  return router

  async function askPaper(req: Request, res: Response): Promise<void> {
    await showPaper(req, res, emptyForm())
  }

  /** One that is not owed any more leads back to where it is told. */
  async function showPaper(req: Request, res: Response, form: FormState): Promise<void> {
    const file = await ownFile(portal, citizenOf(res).id, req.params.number)
    const paper = owedPapers(file).find(one => one.field === req.params.field)
    if (!paper || file.closed) return seeOther(res, `/requests/${file.number}`)
    const title = res.locals.page.pick(paper.title)
    page(res, 'applications/own/paper', { title, number: file.number, service: file.title, paper, megabytes: megabytesOf(portal), form })
  }

  async function takePaper(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const { number } = await ownFile(portal, citizen.id, req.params.number)
    const field = String(req.params.field)
    const given = filesNamed(req).map(one => one.bytes)
    const problem = given.length ? await givePaper(portal, citizen, number, field, given) : 'own-applications.now.noFile'
    if (problem) return showPaper(req, res.status(422), { values: {}, errors: { [`paper-${field}`]: problem } })
    await seeOther(res, `/requests/${number}`, res.locals.t('own-applications.now.given'))
  }

  async function bringPaper(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const { number } = await ownFile(portal, citizen.id, req.params.number)
    await announcePaper(portal, citizen, number, String(req.params.field))
    await seeOther(res, `/requests/${number}`, res.locals.t('own-applications.now.announced'))
  }

  async function askCorrection(req: Request, res: Response): Promise<void> {
    const { file, answers } = await correctionOf(req, res)
    const { form, fields } = correctionData(file, answers)
    showCorrection(res, file, form, fields)
  }

  async function correctionOf(req: Request, res: Response) {
    const { number } = await ownFile(portal, citizenOf(res).id, req.params.number)
    return findCorrection(portal, citizenOf(res), number)
  }

  function showCorrection(res: Response, file: ApplicationFile, form: FormState, fields: object[]): void {
    const title = res.locals.t('own-applications.now.correctionTitle')
    const { number, version, correction, definition } = file
    page(res, 'applications/own/correction', { title, number, version, service: file.title, correction, fields, definition, form })
  }

  async function takeCorrection(req: Request, res: Response): Promise<void> {
    const { file, answers } = await correctionOf(req, res)
    const typed = textsOf(req.body)
    const read = readCorrection(file, answers, typed)
    if (Object.keys(read.problems).length) {
      const errors = named(res, file.definition.fields, read.problems)
      return showCorrection(res.status(422), file, { values: { ...read.answers, ...typed }, errors }, read.fields)
    }
    const version = seenVersion.parse((req.body as Record<string, unknown>).version)
    await correctAnswer(portal, citizenOf(res), file, answers, read.answers, version)
    await seeOther(res, `/requests/${file.number}`, res.locals.t('own-applications.now.corrected'))
  }
}

/** A field sent twice counts as not sent. */
function textsOf(body: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(typedValues(body)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
