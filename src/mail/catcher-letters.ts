/** The letters that the demo's mailbox caught: in memory, and on disk so that a second start still has them. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ParsedMail } from 'mailparser'

export type CaughtLetter = { id: string; at: string; from: string; to: string; subject: string; text: string; html: string }

export type Letters = {
  add(mail: ParsedMail): Promise<void>
  /** Newest first. */
  list(): CaughtLetter[]
  find(id: string): CaughtLetter | undefined
}

const kept = 1000

/** Without `dir` they are forgotten at the end. */
export async function openLetters(dir?: string): Promise<Letters> {
  const letters = dir ? await readAll(dir) : []
  return {
    async add(mail) {
      const letter = { id: String(Number(letters.at(-1)?.id ?? 0) + 1), ...contentOf(mail) }
      letters.push(letter)
      if (letters.length > kept) letters.shift()
      if (dir) await writeFile(join(dir, `${letter.id}.json`), JSON.stringify(letter), { mode: 0o600 })
    },
    list: () => letters.toReversed(),
    find: id => letters.find(letter => letter.id === id),
  }
}

async function readAll(dir: string): Promise<CaughtLetter[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const files = (await readdir(dir)).filter(name => /^\d+\.json$/.test(name))
  const letters: CaughtLetter[] = await Promise.all(files.map(async name => JSON.parse(await readFile(join(dir, name), 'utf8'))))
  return letters.sort((a, b) => Number(a.id) - Number(b.id)).slice(-kept)
}

function contentOf(mail: ParsedMail): Omit<CaughtLetter, 'id'> {
  const to = [mail.to ?? []].flat().flatMap(line => line.value.map(person => person.address ?? ''))
  return {
    at: new Date().toISOString(),
    from: mail.from?.text ?? '',
    to: to.join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
  }
}
