/** The demo's mailbox: a real SMTP server that sends nothing on, and a page to read what came. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { listenOn } from '../web/listen.js'
import { type Letters, openLetters } from './catcher-letters.js'
import { answerWith } from './catcher-pages.js'

export type Catcher = {
  smtpUrl: string
  /** Where a person reads the letters. */
  url: string
  /** True when the wanted port was taken and `url` has another. */
  moved: boolean
  close(): Promise<void>
}

type Options = {
  /** 0 takes any free one; a taken one gives way to another. */
  smtpPort?: number
  httpPort?: number
  /** Letters are kept here from one start to the next. */
  dir?: string
}

export async function startCatcher({ smtpPort = 0, httpPort = 0, dir }: Options): Promise<Catcher> {
  const letters = await openLetters(dir)
  const smtp = smtpServer(letters)
  const http = createServer(answerWith(letters))
  const { port } = await listenOn(smtp.server, smtpPort)
  const web = await listenOn(http, httpPort)
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    url: `http://127.0.0.1:${web.port}`,
    moved: web.moved,
    async close() {
      const closed = [http, smtp.server].map(server => once(server, 'close'))
      http.close()
      http.closeAllConnections()
      smtp.close()
      await Promise.all(closed)
    },
  }
}

function smtpServer(letters: Letters): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      simpleParser(stream)
        .then(letters.add)
        .then(() => done(), done)
    },
  })
  // A sender that hangs up in the middle is not the end of the mailbox.
  server.on('error', () => {})
  return server
}
