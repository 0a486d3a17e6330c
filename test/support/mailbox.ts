/** A real mail server on loopback that keeps what it is given, or misbehaves on request. */
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'

export type ReceivedLetter = {
  to: string
  from: string
  subject: string
  text: string
  html: string
  messageId: string
  headers: Map<string, unknown>
}

/** `accept` as it should; `later` answers 451, `never` 550, `silent` nothing, `cut` drops the line after the text. */
export type Mood = 'accept' | 'later' | 'never' | 'silent' | 'cut'

export type Mailbox = {
  url: string
  letters(to?: string): ReceivedLetter[]
  /** The next letter to this address whose subject has these words, now or within the deadline. Each is given once. */
  next(to: string, subject?: string): Promise<ReceivedLetter>
  mood(mood: Mood): void
  close(): Promise<void>
}

const deadline = 20_000

export async function startMailbox(port = 0): Promise<Mailbox> {
  const received: ReceivedLetter[] = []
  const given = new Set<ReceivedLetter>()
  const bell = new EventEmitter().setMaxListeners(0)
  let mood: Mood = 'accept'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, callback) => mood !== 'silent' && callback(),
    onRcptTo,
    onData,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return { url, letters, next, mood: setMood, close }

  function setMood(changed: Mood): void {
    mood = changed
  }

  function onRcptTo(_address: unknown, _session: unknown, callback: (error?: Error) => void): void {
    if (mood === 'silent') return
    if (mood === 'never' || mood === 'later')
      return callback(Object.assign(new Error('no'), { responseCode: mood === 'never' ? 550 : 451 }))
    callback()
  }

  function onData(stream: SMTPServerDataStream, session: { id: string }, callback: (error?: Error) => void): void {
    simpleParser(stream)
      .then(mail => {
        received.push({
          to: [mail.to ?? []].flat().flatMap(list => list.value.map(one => one.address ?? ''))[0] ?? '',
          from: mail.from?.text ?? '',
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          html: mail.html || '',
          messageId: mail.messageId ?? '',
          headers: mail.headers,
        })
        bell.emit('letter')
        if (mood === 'cut') return cut(session.id)
        callback()
      })
      .catch(callback)
  }

  function cut(id: string): void {
    for (const connection of server.connections as unknown as Set<{ id: string; _socket: { destroy(): void } }>)
      if (connection.id === id) connection._socket.destroy()
  }

  function letters(to?: string): ReceivedLetter[] {
    return to ? received.filter(letter => letter.to === to) : [...received]
  }

  async function next(to: string, subject = ''): Promise<ReceivedLetter> {
    const until = AbortSignal.timeout(deadline)
    for (;;) {
      const letter = received.find(one => one.to === to && one.subject.includes(subject) && !given.has(one))
      if (letter) {
        given.add(letter)
        return letter
      }
      await once(bell, 'letter', { signal: until }).catch(() => {
        throw new Error(`no letter «${subject}» to ${to}; there are: ${received.map(one => `${one.to} «${one.subject}»`).join(', ')}`)
      })
    }
  }

  function close(): Promise<void> {
    return new Promise(resolve => server.close(resolve))
  }
}
