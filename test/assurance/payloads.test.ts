/** Whatever somebody types is text: on their own pages, on the clerk's, in letters, on paper, in a browser. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { launchBrowser } from '../support/browser.js'
import { answers, file, service } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from '../support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from '../support/portal.js'
import { levelB, personal, register } from '../support/registering.js'

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `' autofocus onfocus='alert(1)`,
  '</textarea></title><svg/onload=alert(1)>',
  '<%= 7 * 7000 %> {{7*7000}} ${7*7000} #{7*7000}',
  '&lt;b&gt; &amp; &#60;i&#62;',
]
const all = payloads.join(' ')

/** Marks of a payload that has become more than text. */
const alive = /<script>alert|<img src=x|<svg\/onload|\sonfocus='alert|\sonerror=alert[^&]*>|49000/

let portal: TestPortal
let person: TestCitizen
let citizen: Visit
let clerk: Visit
let number: string
const pages: [string, Page][] = []

before(async () => {
  portal = await startPortal()
  person = await makeCitizen(portal)
  citizen = await signIn(portal, person)
  clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
  await walk()
})
after(() => portal.stop())

const keep = (name: string, page: Page) => void pages.push([name, page])
const here = () => `/desk/requests/${number}`

async function move(name: string, words: Record<string, string> = {}): Promise<Page> {
  return clerk.post(`${here()}/moves/${name}`, { version: valueOf(await clerk.get(here()), 'version'), ...words })
}

/** From the form to the closed matter, with a payload in each field that takes text. */
async function walk(): Promise<void> {
  const free = { street: all, location_note: all, pole_number: all.slice(0, 190), description: all }
  await citizen.get(`${service}?subcategory=lamp_out`)
  keep(
    'the form with mistakes',
    await citizen.post(service, {
      ...answers,
      ...free,
      street_number: all,
      contact_phone: all,
      postal_code: all,
      lat: all,
      subcategory: all,
    }),
  )
  keep('the form again', await citizen.get(`${service}?subcategory=lamp_out`))
  keep('the look before sending', await citizen.post(service, { ...answers, ...free, street: all.slice(0, 190) }))
  number = (await file(citizen, { ...answers, ...free, street: all.slice(0, 190), location_note: all.slice(0, 190) })).number
  keep('the receipt', await citizen.get(`/requests/${number}`))
  keep('the list', await citizen.get('/requests'))
  keep('the form to mend', await citizen.get(`/requests/${number}/mend`))
  keep(
    'mended wrongly',
    await citizen.post(`/requests/${number}/mend`, { version: '1', ...answers, street: '', description: all, street_number: all }),
  )
  await citizen.post(`/requests/${number}/messages`, {
    version: valueOf(await citizen.get(`/requests/${number}`), 'version'),
    message: all,
  })
  keep('the message', await citizen.get(`/requests/${number}`))
  keep('the queue', await clerk.get('/desk/requests'))
  keep('the matter', await clerk.get(here()))
  keep('a number that is none', await clerk.get(`/desk/requests?number=${encodeURIComponent(payloads[1] as string)}`))
  await move('take')
  keep('a step with mistakes', await move('forward_body', { text: '', body: all }))
  keep('another step with mistakes', await move('resolve', { text: all, outcome: all }))
  await move('ask', { text: all })
  await move('note', { text: all })
  await move('forward_body', { text: all, body: all.slice(0, 110) })
  keep('the matter afterwards', await clerk.get(here()))
  keep('what the citizen reads of it', await citizen.get(`/requests/${number}`))
  await accounts()
  await portal.deliverMail()
}

async function accounts(): Promise<void> {
  const text = all.slice(0, 99)
  const place = {
    street: text,
    area: text,
    delivery_street: text,
    delivery_number: '1',
    delivery_postal_code: '13231',
    delivery_area: text,
  }
  keep('registering with mistakes', await register(portal.visit(), Object.fromEntries(Object.keys(levelB()).map(name => [name, all]))))
  await citizen.get('/account/level-b')
  keep('the wish with mistakes', await citizen.post('/account/level-b', Object.fromEntries(Object.keys(personal).map(name => [name, all]))))
  await citizen.post('/account/level-b', { ...personal, ...place, identity_issuer: text, tax_office: 'other', tax_office_other: text })
  keep('the account', await citizen.get('/account'))
  keep('the wish again', await citizen.get('/account/level-b'))
  await citizen.post('/account/details', { surname: 'Παπά', first_name: 'Άννα', language: 'el', mobile: '6944848966', ...place })
  keep('the details', await citizen.get('/account/details'))
  const visit = portal.visit()
  await visit.get('/login')
  keep('a name that is none', await visit.post('/login', { username: all.slice(0, 200), password: all, next: all }))
  await visit.get('/password/forgot')
  keep('an address that is none', await visit.post('/password/forgot', { email: all }))
  for (const query of payloads) keep('a search', await visit.get(`/services?q=${encodeURIComponent(query)}`))
  keep('a place to go', await visit.get(`/login?next=/${encodeURIComponent(all)}`))
  keep('a link that is none', await visit.get(`/activate?token=${encodeURIComponent(all)}`))
  keep('an address', await visit.get(`/${encodeURIComponent(all).slice(0, 300)}?x=${encodeURIComponent(all)}`))
  keep('an address with a query', await visit.get(`/services?category=${encodeURIComponent(all)}&event=${encodeURIComponent(all)}`))
  const browser = {
    'user-agent': payloads[0] as string,
    'accept-language': payloads[1] as string,
    referer: `https://evil.example/${payloads[0]}`,
  }
  await visit.get('/login', { headers: browser })
  await visit.post('/login', { username: person.username, password: person.password }, { headers: browser })
  keep('the sign-ins', await visit.get('/account/security'))
}

describe('a payload', () => {
  it('is text on every page that shows it', () => {
    assert.ok(pages.length > 25)
    for (const [name, page] of pages) {
      assert.ok(page.status < 500, `${name}: ${page.status}`)
      assert.doesNotMatch(page.html, alive, name)
    }
  })

  it('is shown as it was typed, to citizen and clerk', () => {
    const shown = [
      'the form with mistakes',
      'the look before sending',
      'the receipt',
      'the message',
      'the matter',
      'the matter afterwards',
      'what the citizen reads of it',
    ]
    for (const name of shown) {
      const page = pages.find(([one]) => one === name)?.[1] as Page
      assert.match(page.html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/, name)
      assert.match(page.html, /&lt;%= 7 \* 7000 %&gt; \{\{7\*7000\}\} \$\{7\*7000\}/, name)
      assert.match(page.html, /&amp;lt;b&amp;gt; &amp;amp; &amp;#60;i&amp;#62;/, `${name}: decoded once too often`)
    }
  })

  it('is text in the letters', () => {
    const letters = portal.mailbox.letters(person.email)
    assert.ok(letters.length >= 3)
    for (const { html, text } of letters) {
      assert.doesNotMatch(html, alive)
      assert.doesNotMatch(text, /49000/)
    }
    assert.ok(letters.some(({ html }) => html.includes('&lt;script&gt;')))
    assert.ok(letters.some(({ text }) => text.includes('<script>alert(1)</script>')))
  })

  it('came to where it was sent, and is the same there', async () => {
    const { rows } = await portal.pool.query(`select answers from service_request where number = $1`, [number])
    assert.equal(rows[0].answers.description, all)
    const { rows: events } = await portal.pool.query(`select text from request_event where text is not null`)
    assert.ok(events.length >= 3)
    for (const { text } of events) assert.equal(text, all)
  })
})

describe('in a real browser', () => {
  let browser: Browser
  const heard: string[] = []
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser?.close())

  async function contextOf(visit: Visit): Promise<BrowserContext> {
    const context = await browser.newContext({ baseURL: portal.url, locale: 'el-GR' })
    await context.addCookies(
      [...visit.cookies].map(([name, value]) => ({ name, value, url: portal.url, httpOnly: true, sameSite: 'Lax' as const })),
    )
    context.on('dialog', dialog => {
      heard.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    context.on('console', message => ['error', 'warning'].includes(message.type()) && heard.push(`${message.type()}: ${message.text()}`))
    context.on('weberror', problem => heard.push(`fault: ${problem.error().message}`))
    context.on(
      'request',
      sent => !sent.url().startsWith(`${portal.url}/`) && !sent.url().startsWith('data:') && heard.push(`asked ${sent.url()}`),
    )
    return context
  }

  it('none of it runs, nothing asks another site, and the page’s own policy is never broken', async () => {
    const looks: [Visit, string[]][] = [
      [
        citizen,
        [
          `/requests/${number}`,
          '/requests',
          '/account',
          '/account/level-b',
          `${service}?subcategory=lamp_out`,
          `/services?q=${encodeURIComponent(all)}`,
        ],
      ],
      [clerk, ['/desk/requests', here(), `/desk/requests?number=${encodeURIComponent(payloads[1] as string)}`]],
    ]
    for (const [visit, paths] of looks) {
      const context = await contextOf(visit)
      const page = await context.newPage()
      for (const path of paths) {
        await page.goto(path, { waitUntil: 'networkidle' })
        await page.emulateMedia({ media: 'print' })
        assert.equal(await page.locator('img[src="x"], svg[onload], [onfocus], [onerror]').count(), 0, path)
        await page.emulateMedia({ media: 'screen' })
      }
      await context.close()
    }
    assert.deepEqual(heard, [])
  })

  it('nothing is kept that the privacy page does not tell, and after signing out «back» shows nothing of anybody', async () => {
    const visit = await signIn(portal, person)
    const context = await contextOf(visit)
    const page = await context.newPage()
    await page.goto('/requests')
    await page.goto(`/requests/${number}`)
    assert.match((await page.textContent('main')) ?? '', /alert\(1\)/)
    await page.locator('summary', { has: page.locator('.bar__name') }).click()
    await page.getByRole('button', { name: 'Αποσύνδεση' }).click()
    await page.waitForURL(url => url.pathname === '/')
    await page.goBack({ waitUntil: 'load' })
    await page.waitForURL(url => url.pathname.startsWith('/login'))
    assert.doesNotMatch((await page.content()) ?? '', /alert\(1\)/)
    const kept = await page.evaluate(() => ({
      local: Object.keys(localStorage),
      tab: Object.keys(sessionStorage),
      cookies: document.cookie,
    }))
    assert.deepEqual([kept.tab, kept.cookies], [[], ''])
    assert.deepEqual(
      kept.local.filter(name => name !== 'thyrida-seen-at'),
      [],
    )
    await context.close()
  })
})
