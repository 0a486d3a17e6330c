/** Every page and its error state in a real browser: axe finds nothing, nothing scrolls sideways, the console is quiet. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generate } from 'otplib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { checkPage, launchBrowser } from '../support/browser.js'
import { makeCitizen, makeStaff, type TestCitizen, type TestStaff } from '../support/people.js'
import { startPortal, type TestPortal } from '../support/portal.js'

let portal: TestPortal
let browser: Browser
let citizen: TestCitizen
let clerk: TestStaff

before(async () => {
  portal = await startPortal({ LIMIT_REQUESTS_ACCOUNT_HOUR: '100' })
  browser = await launchBrowser()
  citizen = await makeCitizen(portal)
  clerk = await makeStaff(portal, ['clerk'], ['kathariotita'])
})
after(async () => {
  await browser?.close()
  await portal?.stop()
})

/** A phone in Greek and a desk in English: each page is seen in both widths and both languages. */
const views = [
  { name: 'on a narrow phone, in Greek', width: 320, lang: 'el' },
  { name: 'on a desk, in English', width: 1280, lang: 'en' },
] as const

async function open(view: (typeof views)[number]): Promise<{ context: BrowserContext; page: Page; said: string[] }> {
  const context = await browser.newContext({ viewport: { width: view.width, height: 800 }, baseURL: portal.url })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const said: string[] = []
  page.on('console', message => {
    // The status of an error page is the page's own business
    if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text()))
      said.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', error => said.push(`${page.url()}: ${error.message}`))
  page.on('request', request => {
    if (!request.url().startsWith(portal.url) && !request.url().startsWith('data:')) said.push(`asks elsewhere: ${request.url()}`)
  })
  await page.goto(`/?lang=${view.lang}`)
  return { context, page, said }
}

/** Sends the page's main form as it stands, which is empty. */
async function sendEmpty(page: Page, path: string, form = 'main form[method=post]'): Promise<void> {
  await page.goto(path)
  await page.locator(form).first().locator('button[type=submit]').last().click()
  await page.waitForLoadState()
}

const visitorPages = [
  '/',
  '/services',
  '/services?category=kathariotita',
  '/services?q=xalasmenos+kados',
  '/services?q=zzzzqqqq',
  '/services/vevaiosi-monimis-katoikias',
  '/services/kathariotita-provlima',
  '/services/apokomidi-ogkodon/request',
  '/services/vevaiosi-monimis-katoikias/blank',
  '/bag?s=adeia-politikou-gamou&s=metadimotefsi',
  '/levels',
  '/register',
  '/login',
  '/activate',
  '/password/forgot',
  '/contact',
  '/privacy',
  '/accessibility',
  '/nowhere',
  '/desk/login',
]

for (const view of views) {
  describe(view.name, () => {
    it('a visitor’s pages', async () => {
      const { context, page, said } = await open(view)
      for (const path of visitorPages) {
        await page.goto(path)
        await checkPage(page)
      }
      assert.deepEqual(said, [])
      await context.close()
    })

    it('a visitor’s mistakes', async () => {
      const { context, page, said } = await open(view)
      for (const path of [
        '/register',
        '/login',
        '/password/forgot',
        '/activate',
        '/services/prasino-provlima/request',
        '/services/prasino-provlima/request?subcategory=tree_fallen',
      ]) {
        await sendEmpty(page, path)
        assert.match(await page.title(), /^(Σφάλμα|Error)/, path)
        await checkPage(page)
      }
      await page.goto('/register')
      await page.locator('[name=wants_level_b]').check()
      await page.locator('main form button[type=submit]').last().click()
      await page.waitForLoadState()
      await checkPage(page)
      assert.deepEqual(said, [])
      await context.close()
    })

    it('a citizen’s pages', async () => {
      const { context, page, said } = await open(view)
      await page.goto('/login')
      await page.locator('[name=username]').fill(citizen.username)
      await page.locator('[name=password]').fill(citizen.password)
      await page.locator('main form button[type=submit]').first().click()
      await page.waitForLoadState()
      const address = '/services/kathariotita-provlima/request'
      await page.goto(`${address}?subcategory=rubble`)
      await page.locator('[name=street]').fill('Χρυσοστόμου Σμύρνης και Στρατηγού Μακρυγιάννη')
      await page.locator('[name=description]').fill('Ωτορινολαρυγγολογικόςμακρύςχωρίςκανένακενόπουθενά '.repeat(6))
      await page.locator('main form button[type=submit]').last().click()
      await page.waitForURL(`**${address}/check`)
      await checkPage(page)
      await page.locator('[name=confirmed]').locator('xpath=..').locator('button[type=submit]').click()
      await page.waitForURL(/\/requests\/\d{9}$/)
      const receipt = new URL(page.url()).pathname
      await checkPage(page)
      for (const path of ['/requests', `${receipt}/mend`, '/account', '/account/security', '/account/confirm', '/requests/111111118']) {
        await page.goto(path)
        await checkPage(page)
      }
      await page.goto(receipt)
      await page.locator('form[action$="/messages"] button[type=submit]').click()
      await page.waitForLoadState()
      await checkPage(page)
      assert.deepEqual(said, [])
      await context.close()
    })

    it('a clerk’s pages', async () => {
      const { context, page, said } = await open(view)
      await page.goto('/desk/login')
      await page.locator('[name=username]').fill(clerk.username)
      await page.locator('[name=password]').fill(clerk.password)
      await page.locator('main form button[type=submit]').first().click()
      await page.locator('[name=code]').fill(await generate({ secret: clerk.totpSecret }))
      // A code is good once: the second view waits for nobody, it forgets the step that the first one used
      await portal.pool.query('update staff set totp_last_step = 0', [])
      await page.locator('main form button[type=submit]').first().click()
      await page.waitForLoadState()
      for (const queue of ['new', 'mine', 'closed']) {
        await page.goto(`/desk/requests?queue=${queue}`)
        await checkPage(page)
      }
      await page.goto('/desk/requests?queue=open')
      await page.locator('table a').first().click()
      await page.waitForLoadState()
      await checkPage(page)
      await page
        .locator('form[action$="/moves/forward_department"] button[type=submit]:not([name])')
        .locator('visible=true')
        .or(page.locator('summary').filter({ hasText: /άλλη υπηρεσία του δήμου|another department/ }))
        .first()
        .click()
      await page.locator('form[action$="/moves/forward_department"] button[type=submit]:not([name])').click()
      await page.waitForLoadState()
      await checkPage(page)
      await page.goto('/desk/account')
      await checkPage(page)
      assert.deepEqual(said, [])
      await context.close()
    })
  })
}
