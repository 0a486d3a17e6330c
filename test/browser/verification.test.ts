/** From the slip to Level B in a real browser: a citizen on a phone, a clerk with a keyboard and nothing else. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { checkPage, launchBrowser } from '../support/browser.js'
import { compareBySlip, takeSlip } from '../support/counter.js'
import { makeStaff, signIn, signInStaff } from '../support/people.js'
import { startPortal, type TestPortal, type Visit } from '../support/portal.js'
import { makeWisher } from '../support/wishers.js'

let portal: TestPortal
let browser: Browser
before(async () => {
  portal = await startPortal()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await portal?.stop()
})

async function pageOf(visit: Visit, width: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, baseURL: portal.url })
  await context.addCookies([...visit.cookies].map(([name, value]) => ({ name, value, url: portal.url })))
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  return page
}

async function type(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    await page.locator(`[name=${name}]`).first().focus()
    await page.keyboard.type(value)
  }
}

async function press(page: Page, selector: string, key = 'Space'): Promise<void> {
  await page.locator(selector).first().focus()
  await page.keyboard.press(key)
}

describe('the way to Level B', () => {
  it('leads from a slip on a phone, by keys alone at the counter, to a recovery code on paper', async () => {
    const person = await makeWisher(portal)
    const phone = await pageOf(await signIn(portal, person), 320)
    await phone.goto('/verification')
    await checkPage(phone)
    await phone.locator('main form[action="/verification"] button').click()
    await phone.waitForSelector('.slip__code')
    await checkPage(phone)
    const code = await phone.locator('.slip__code').textContent()

    const desk = await pageOf(await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2'), 1280)
    await desk.goto('/desk/verifications?lang=en')
    await checkPage(desk)
    await desk.keyboard.type(code ?? '') // the scanner, which ends with Enter
    await desk.keyboard.press('Enter')
    await desk.waitForURL(/\/desk\/verifications\/\w{10}$/)
    await checkPage(desk)

    await press(desk, 'main form[action$="/comparison"] button[type=submit]', 'Enter')
    await desk.waitForSelector('.govuk-error-summary')
    await checkPage(desk)
    await press(desk, '[name=person_present]')
    await press(desk, '[name=identity_paper]')
    await type(desk, {
      identity_number: `AB ${person.afm.slice(2, 8)}`,
      surname: 'DOKIMAKI',
      first_name: 'ΜΑΡΙΑ',
      father_name: 'ΓΕΩΡΓΙΟΥ',
      birth_date: '3/9/1980',
    })
    await press(desk, '[name=papers]')
    await type(desk, { paper_end: '778', afm: person.afm, street: 'Ξάνθου', street_number: '12', postal_code: '13231' })
    await desk.locator('[name=tax_office]').selectOption('kefode-attikis')
    await press(desk, 'main form[action$="/comparison"] button[type=submit]', 'Enter')
    await desk.waitForSelector('#street_number-error')
    await checkPage(desk)
    await desk.locator('[name=street_number]').fill('12Α')
    await press(desk, 'main form[action$="/comparison"] button[type=submit]', 'Enter')
    await desk.waitForURL(/\/receipt$/)
    await checkPage(desk)
    assert.match((await desk.locator('.slip__code').textContent()) ?? '', /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/)

    await phone.reload()
    assert.match((await phone.locator('main').textContent()) ?? '', /Είστε πιστοποιημένος χρήστης/)
    await checkPage(phone)
  })
})

describe('a screen of the counter', () => {
  it('is empty after a minute of rest: what was typed is covered and comes back, a receipt is left behind', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const visit = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    const desk = await pageOf(visit, 1280)
    await desk.clock.install()
    await desk.goto(`/desk/verifications/${code}`)
    await desk.locator('[name=surname]').fill('ΔΟΚΙΜΑΚΗ')
    await desk.clock.runFor(59_000)
    assert.equal(await desk.locator('#main').isVisible(), true)
    await desk.clock.runFor(2_000)
    assert.equal(await desk.locator('#main').isVisible(), false)
    await checkPage(desk)
    await desk.keyboard.press('Enter')
    assert.equal(await desk.locator('[name=surname]').inputValue(), 'ΔΟΚΙΜΑΚΗ')
    assert.equal(await desk.locator('#main').isVisible(), true)

    const receipt = await compareBySlip(visit, person, code)
    await desk.goto(receipt.path)
    await desk.clock.runFor(61_000)
    await desk.waitForURL(/\/desk\/verifications$/)
  })

  it('calls the next in line by one key', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    await visit.post('/verification/arrival')
    const desk = await pageOf(await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1'), 1280)
    await desk.goto('/desk/verifications')
    await checkPage(desk)
    await desk.keyboard.press('F2')
    await desk.waitForSelector('.called')
    await checkPage(desk)
  })
})
