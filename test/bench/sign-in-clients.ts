/** Sixteen browsers that sign in without pause, in a process of their own. Says how many sign-ins a second when told to end. */
import { Visit } from '../support/portal.js'

const [url = '', password = '', clients = '16'] = process.argv.slice(2)
/** Their sessions end one another; those that pages are asked with belong to others. */
const first = 1201
let signedIn = 0
let ended = false

async function browser(n: number): Promise<void> {
  const headers = { origin: 'https://portal.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': `10.9.0.${n - first}` }
  const visit = new Visit(url, headers)
  while (!ended) {
    visit.cookies.delete('__Host-sid')
    await visit.get('/login')
    const answer = await visit.post('/login', { username: `bench${n}`, password }, { follow: false })
    if (answer.status !== 303) throw new Error(`sign-in of bench${n} was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
    signedIn += 1
  }
}

const started = performance.now()
process.once('SIGTERM', () => {
  ended = true
  process.stdout.write(`${signedIn / ((performance.now() - started) / 1000)}\n`, () => process.exit(0))
})
await Promise.all(Array.from({ length: Number(clients) }, (_, place) => browser(first + place)))
