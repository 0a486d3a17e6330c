/** What a move does to an application beyond its status: papers owed, a correction asked, how a rejection is challenged. */
import type { Db } from '../db/db.js'
import { showDate } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import type { Happened } from '../requests/kind.js'
import type { LetterMore } from '../requests/words.js'
import {
  closeCorrection,
  findFieldLabel,
  insertCorrection,
  insertOwed,
  updateArrived,
  updateChallenge,
  updateDelayTold,
  updateOwed,
} from './desk-store.js'
import { showProtocol } from './protocol.js'

export async function applicationMoved(tx: Db, happened: Happened): Promise<LetterMore> {
  const { request, status, dueOn } = happened
  const t = translate(request.language)
  if (request.status === 'needs_info' && status) await closeCorrection(tx, request.id)
  if (happened.move.name === 'complete') await updateArrived(tx, request.id)
  const facts: [string, string][] = [
    ...(request.protocol ? [[t('applications.protocol'), showProtocol(request.protocol)] as [string, string]] : []),
    ...(dueOn ? [[t('applications.answerBy'), showDate(dueOn)] as [string, string]] : []),
  ]
  return { facts, ...(await extrasOf(tx, happened)) }
}

async function extrasOf(tx: Db, { request, move, words, actor }: Happened): Promise<LetterMore> {
  const { id, language } = request
  if (move.asks === 'papers') {
    const why = words.text ?? null
    const titles = await updateOwed(tx, id, words.papers?.fields ?? [], why)
    if (words.papers?.other) await insertOwed(tx, id, words.papers.other, why)
    return { lines: [...titles.map(title => title[language]), words.papers?.other ?? ''].filter(Boolean).map(title => `• ${title}`) }
  }
  if (move.asks === 'field' && words.field && actor.kind === 'staff') {
    await insertCorrection(tx, id, words.field, actor.id, words.text ?? '')
    return { values: { field: (await findFieldLabel(tx, id, words.field))?.[language] ?? words.field } }
  }
  if (move.asks === 'challenge' && words.challenge) {
    await updateChallenge(tx, id, words.challenge)
    return { after: [words.challenge] }
  }
  if (move.name === 'delay') await updateDelayTold(tx, id)
  return {}
}
