/** The job that delivers letters: woken after a commit, and by a clock for what waits. */
import { EventEmitter } from 'node:events'
import type { Transporter } from 'nodemailer'
import type { Config } from '../config.js'
import type { Portal } from '../portal.js'
import { markProblem, markSent, takeWaiting, type WaitingLetter } from './store.js'

const bell = new EventEmitter().setMaxListeners(0)

/** Rung once a transaction with a letter in it is committed. */
export function wakeDelivery(): void {
  bell.emit('ring')
}

export type Delivery = {
  /** Resolves when nothing that is due is left. Returns how many letters left. */
  deliverNow(): Promise<number>
  stop(): Promise<void>
}

const pollMilliseconds = 2000
const stopMilliseconds = 5000

/** Loaded with the first letter. */
async function openTransport({ smtpUrl }: Config): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 1,
    maxRequeues: 0, // a line cut after the text may mean that the letter arrived: when it goes again is for the row to say
    connectionTimeout: 8000,
    greetingTimeout: 8000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as never)
}

export function startDelivery(portal: Portal): Delivery {
  let transport: Transporter | undefined
  const from = { name: portal.config.municipality.name.el, address: portal.config.mailFrom }
  let running: Promise<number> | undefined
  let again = false
  let stopped = false
  const ring = () => void deliverNow().catch(problem => portal.log.warn({ problem: problem.message }, 'letters wait'))
  const timer = setInterval(ring, pollMilliseconds)
  timer.unref()
  bell.on('ring', ring)
  ring()
  return { deliverNow, stop }

  async function stop(): Promise<void> {
    stopped = true
    clearInterval(timer)
    bell.off('ring', ring)
    const hurry = setTimeout(() => transport?.close({ force: true }), stopMilliseconds)
    await running?.catch(() => {})
    clearTimeout(hurry)
    transport?.close()
  }

  /** One round at a time; a bell during a round makes one more round. */
  function deliverNow(): Promise<number> {
    again = true
    running ??= rounds().finally(() => {
      running = undefined
    })
    return running
  }

  /** One letter at a time, each marked before the next is taken: a crash sends one of them twice, and no more. */
  async function rounds(): Promise<number> {
    let sent = 0
    while (again && !stopped) {
      again = false
      for (let letter = await takeWaiting(portal.pool); letter; letter = stopped ? undefined : await takeWaiting(portal.pool)) {
        if (await deliver(letter)) sent += 1
      }
    }
    return sent
  }

  async function deliver(letter: WaitingLetter): Promise<boolean> {
    try {
      transport ??= await openTransport(portal.config)
      await transport.sendMail(messageOf(letter))
      await markSent(portal.pool, letter.id)
      portal.log.info({ letter: letter.id }, 'mail.sent')
      return true
    } catch (error) {
      const final = isRefusal(error)
      await markProblem(portal.pool, letter.id, problemOf(error), final)
      portal.log.warn({ letter: letter.id, attempts: letter.attempts, final, problem: problemOf(error) }, 'mail.failed')
      return false
    }
  }

  function messageOf(letter: WaitingLetter) {
    const host = new URL(portal.config.publicUrl).hostname
    return {
      from,
      to: { name: '', address: letter.toAddress },
      subject: letter.subject,
      text: letter.bodyText,
      html: letter.bodyHtml,
      messageId: `<${letter.id}@${host}>`, // the same at each attempt: mail programs drop the second copy
      headers: { 'Content-Language': letter.language, 'Auto-Submitted': 'auto-generated' },
    }
  }
}

type SmtpError = Error & { responseCode?: number; code?: string; command?: string }

/** 5xx said of the recipient or of the text. Said of our password or of our name it is ours to mend, and the letter waits. */
function isRefusal(error: unknown): boolean {
  const { responseCode = 0, command = '' } = error as SmtpError
  return responseCode >= 500 && responseCode < 600 && /^(RCPT TO|DATA)$/.test(command)
}

/** A code and no more: servers quote addresses in what they say. */
function problemOf(error: unknown): string {
  const { responseCode, code } = error as SmtpError
  return String(responseCode ?? code ?? 'failed').slice(0, 40)
}
