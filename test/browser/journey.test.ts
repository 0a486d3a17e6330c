/** The main job, as people do it: in a real browser, with scripts and without. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generate } from 'otplib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { checkPage, launchBrowser } from '../support/browser.js'
import { makeStaff } from '../support/people.js'
import { startPortal, type TestPortal } from '../support/portal.js'

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

async function open(javaScriptEnabled: boolean, width = 375): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 800 }, baseURL: portal.url, locale: 'el-GR' })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  return { context, page }
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()

for (const scripts of [true, false]) {
  describe(scripts ? 'with scripts' : 'without scripts', () => {
    it('a citizen registers, activates, signs in, reports with a photo; a clerk answers and closes; the citizen reads it all', async () => {
      const name = scripts ? 'kalliopi' : 'stamatis'
      const email = `${name}@example.org`
      const password = 'karekla-ouranos-violi-914'
      const { context, page } = await open(scripts)
      const staff = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])

      // A report, written before there is an account
      await page.goto('/')
      await page.goto('/services/ilektrofotismos-provlima')
      await page.getByRole('link', { name: 'Ξεκινήστε' }).first().click()
      await page.getByLabel('Φως που δεν ανάβει').check()
      await press(page, 'Συνέχεια')
      await page.getByLabel(/^Οδός/).fill('Ξάνθου')
      await page.getByLabel(/^Περιγραφή/).fill('Δεν ανάβει εδώ και μέρες')
      await checkPage(page)
      await press(page, 'Συνέχεια στον έλεγχο')
      await page.getByRole('link', { name: 'Εγγραφή' }).last().click()

      // Registration, with a mistake first
      await page.getByLabel(/^Όνομα χρήστη/).fill(name)
      await press(page, /Εγγραφή|Εγγραφείτε|Δημιουργία/)
      await checkPage(page)
      await page.locator('[name=password]').fill(password)
      await page.locator('[name=password_confirm]').fill(password)
      await page.locator('[name=email]').fill(email)
      await page.locator('[name=surname]').fill('Δοκιμάκη')
      await page.locator('[name=first_name]').fill('Καλλιόπη')
      await page.locator('[name=privacy_read]').check()
      await press(page, /Εγγραφή|Εγγραφείτε|Δημιουργία/)
      await page.waitForURL('**/register/sent')
      await checkPage(page)

      // The link is opened twice by a scanner before the person does
      const letter = await portal.mailbox.next(email)
      const link = /http:\/\/\S+\/activate\?token=\S+/.exec(letter.text)?.[0] as string
      for (let i = 0; i < 2; i += 1) assert.equal((await fetch(link)).status, 200)
      await page.goto(link)
      await checkPage(page)
      await press(page, /Ενεργοποίηση/)

      // Signs in and finds the report waiting
      await page.locator('[name=username]').fill(name)
      await page.locator('[name=password]').fill(password)
      await press(page, /Σύνδεση/)
      await page.goto('/services/ilektrofotismos-provlima/request')
      assert.equal(await page.getByLabel(/^Περιγραφή/).inputValue(), 'Δεν ανάβει εδώ και μέρες')
      const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#335577' } })
        .jpeg()
        .toBuffer()
      await page.locator('input[type=file]').setInputFiles({ name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: photo })
      if (scripts) await page.locator('[data-photos-list] li[data-photo]').waitFor()
      await press(page, 'Συνέχεια στον έλεγχο')
      await page.locator('img[alt="Φωτογραφία 1"]').waitFor()
      await checkPage(page)
      await press(page, 'Υποβολή')
      await page.waitForURL(/\/requests\/\d{9}$/)
      await checkPage(page)
      const number = /\d{9}$/.exec(page.url())?.[0] as string
      await portal.mailbox.next(email, 'Λάβαμε το αίτημά σας')

      // The clerk
      const desk = await open(scripts, 1280)
      await desk.page.goto('/desk/login')
      await desk.page.locator('[name=username]').fill(staff.username)
      await desk.page.locator('[name=password]').fill(staff.password)
      await press(desk.page, /Συνέχεια|Σύνδεση/)
      await desk.page.locator('[name=code]').fill(await generate({ secret: staff.totpSecret }))
      await press(desk.page, /Σύνδεση|Συνέχεια/)
      await desk.page.goto('/desk/requests')
      await checkPage(desk.page)
      await desk.page.getByRole('link', { name: 'Φως που δεν ανάβει' }).first().click()
      await press(desk.page, 'Αναλαμβάνω την υπόθεση')
      await checkPage(desk.page)
      await desk.page.getByText('Απάντηση στον πολίτη').click()
      await desk.page.locator('#reply-text').fill('Θα περάσει συνεργείο')
      await press(desk.page, 'Αποστολή απάντησης')
      await desk.page.getByText('Διεκπεραιώθηκε', { exact: true }).first().click()
      await desk.page.getByLabel('Το πρόβλημα διορθώθηκε.').check()
      await desk.page.locator('#resolve-text').fill('Άλλαξε ο λαμπτήρας')
      await press(desk.page, 'Κλείσιμο ως διεκπεραιωμένη')
      await portal.mailbox.next(email, 'διεκπεραιώθηκε')

      // The citizen reads the whole story
      await portal.deliverMail()
      await page.goto(`/requests/${number}`)
      const story = await page.locator('main').innerText()
      for (const words of ['Διεκπεραιώθηκε', 'Θα περάσει συνεργείο', 'Άλλαξε ο λαμπτήρας', 'Το ανέλαβε υπάλληλος', 'στάλθηκε'])
        assert.ok(story.includes(words), words)
      await checkPage(page)
      await page.goto('/requests')
      await checkPage(page)
      await context.close()
      await desk.context.close()
    })
  })
}
