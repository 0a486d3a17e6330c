/** Two matters from beginning to end in a real browser, with scripts and without: a certificate by post, and an application that lacks a paper. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { checkPage, launchBrowser } from '../support/browser.js'
import { makeEntitled } from '../support/entitled.js'
import { readPaper } from '../support/paper.js'
import { newTracking } from '../support/parcels.js'
import { goodPdf } from '../support/pdf-files.js'
import { makeStaff, signIn, signInStaff } from '../support/people.js'
import { startPortal, type TestPortal, type Visit } from '../support/portal.js'

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

const phone = 375
const office = 1280

/** What is pressed leads to pages of this browser, each of which is checked by `look`. */
function pagesOf(javaScriptEnabled: boolean) {
  return async (visit: Visit | undefined, width: number): Promise<Page> => {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 800 }, baseURL: portal.url, locale: 'el-GR' })
    await context.addCookies([...(visit?.cookies ?? [])].map(([name, value]) => ({ name, value, url: portal.url })))
    const page = await context.newPage()
    page.setDefaultTimeout(8_000)
    return page
  }
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()

/** The page holds up, and says all this. */
async function look(page: Page, ...words: (string | RegExp)[]): Promise<string> {
  await checkPage(page)
  const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ')
  for (const word of words) assert.ok(typeof word === 'string' ? text.includes(word) : word.test(text), `${word} is not in: ${text}`)
  return text
}

/** The paper behind a link that downloads; behind a button of a form that a reader would open, fetched with the browser's cookies. */
async function download(page: Page, name: string | RegExp) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).first().click()])
  return readPaper(await readFile(await file.path()))
}

async function fetchPaper(page: Page, address: string) {
  const answer = await page.request.get(address)
  assert.equal(answer.status(), 200, address)
  return readPaper(await answer.body())
}

/** Opens the move's form where it is folded. */
const unfold = (page: Page, move: string) => page.locator(`details#${move} > summary`).click()

async function openCase(page: Page, number: string): Promise<void> {
  await page.goto('/desk/requests')
  await checkPage(page)
  await page.locator('#number').fill(number)
  await press(page, 'Άνοιγμα')
  await page.waitForURL(`**/desk/requests/${number}`)
}

const pdf = async (name: string) => ({ name, mimeType: 'application/pdf', buffer: await goodPdf() })
const numberIn = (page: Page) => /\/requests\/(\d{9})/.exec(page.url())?.[1] ?? ''

async function send(page: Page, password: string): Promise<string> {
  await page.locator('[name=declaration]').check()
  await page.locator('[name=password_current]').fill(password)
  await press(page, 'Υποβολή')
  await page.waitForURL(/\/requests\/\d{9}$/)
  return numberIn(page)
}

for (const scripts of [true, false]) {
  const open = pagesOf(scripts)

  describe(scripts ? 'with scripts' : 'without scripts', () => {
    it('a certificate goes from a draft on a phone to a letter in the hand', async () => {
      const person = await makeEntitled(portal)
      const clerk = await makeStaff(portal, ['clerk'], ['dimotologio'])
      const form = '/services/pistopoiitiko-eggyteron-syggenon/request'

      // Begun on a phone, left half-way
      const mobile = await open(await signIn(portal, person), phone)
      await mobile.goto(form)
      await look(mobile, 'Βήμα 1 από')
      await mobile.getByLabel(/^Ονοματεπώνυμο του προσώπου/).fill('Γεώργιος Δοκιμάκης')
      await press(mobile, 'Συνέχεια')
      await look(mobile, 'Συμπληρώστε ημέρα, μήνα και έτος', 'Βήμα 1 από')
      await mobile.locator('[name=death_date]').fill('1/2/2026')
      await mobile.locator('[name=relation]').selectOption('child')
      await press(mobile, 'Συνέχεια')
      await mobile.waitForURL(/step=(?!deceased)/)
      await mobile.context().close()

      // Gone on with at home: what waits is found, a file is attached
      const home = await open(await signIn(portal, person), phone)
      await home.goto('/pending')
      await look(home, 'Πιστοποιητικό εγγυτέρων συγγενών')
      await home.getByRole('link', { name: /^Συνεχίστε/ }).click()
      for (let step = 0; step < 3 && !home.url().endsWith('/check'); step += 1) await answerStep(home)
      await look(home, 'Γεώργιος Δοκιμάκης', 'Επισυνάψατε 1 αρχείο', 'Τα ταχυδρομικά τα πληρώνετε εσείς', 'Ξάνθου')
      await press(home, 'Υποβολή')
      await look(home, 'Σημειώστε τη δήλωση')
      const number = await send(home, person.password)
      await look(home, /Η αίτησή σας πρωτοκολλήθηκε: \d+\//)

      // The receipt, on paper, and its check by whoever holds it
      await home.getByRole('link', { name: 'Απόδειξη', exact: true }).click()
      await look(home, 'Αριθμός πρωτοκόλλου')
      const receipt = await download(home, 'Απόδειξη σε PDF')
      for (const words of ['Απόδειξη υποβολής αίτησης', 'Πιστοποιητικό εγγυτέρων συγγενών', 'Μαρία Δοκιμάκη'])
        assert.ok(receipt.text.includes(words), `${words} is not in: ${receipt.text}`)
      assert.match(receipt.square, new RegExp(`^${portal.url}/check/[0-9A-Z]{16}$`))
      const passer = await open(undefined, phone)
      await passer.goto(receipt.square)
      const told = await look(passer, 'Πιστοποιητικό εγγυτέρων συγγενών')
      assert.ok(!told.includes('Δοκιμάκη'), 'the check names nobody')
      await passer.context().close()

      // The clerk takes it, reads the letter first, approves
      const desk = await open(await signInStaff(portal, clerk), office)
      await openCase(desk, number)
      await press(desk, 'Αναλαμβάνω την υπόθεση')
      await look(desk, 'Γεώργιος Δοκιμάκης', 'Δοκιμάκη')
      await unfold(desk, 'approve')
      await desk.locator('#approve-text').fill('Το ετοιμάζουμε σήμερα.')
      await desk.locator('#approve').getByRole('button', { name: 'Δείτε πρώτα το γράμμα' }).click()
      await look(desk, person.email, 'Το ετοιμάζουμε σήμερα.')
      await press(desk, 'Αποστολή')
      await look(desk, 'Εγκρίθηκε')

      // The post room: paper, a wrong number, the right one
      await desk.goto('/desk/post')
      await look(desk, number.replace(/(...)(...)(...)/, '$1-$2-$3'))
      await press(desk, /Εκτύπωση|Τυπώ/)
      await desk.waitForURL(/\/desk\/post\/batches\//)
      await look(desk, 'Παρτίδα με 1 φάκελο', 'Μαρία Δοκιμάκη')
      const batch = new URL(desk.url()).pathname
      const letters = await fetchPaper(desk, `${batch}/letters.pdf`)
      for (const words of ['Μαρία Δοκιμάκη', 'Ξάνθου', 'δεν είναι πιστοποιητικό']) assert.ok(letters.text.includes(words), letters.text)
      const format = await desk.locator('[name=format]').inputValue()
      const labels = await fetchPaper(desk, `${batch}/labels.pdf?format=${format}&start=1`)
      for (const words of ['Μαρία Δοκιμάκη', 'Ξάνθου', '132 31']) assert.ok(labels.text.includes(words), labels.text)
      const tracking = newTracking()
      const wrong = tracking.replace(/\d(?=GR)/, digit => String((Number(digit) + 1) % 10))
      await desk.locator('[name^=tracking_]').fill(wrong)
      await press(desk, 'Ταχυδρομήθηκαν')
      await look(desk, 'ελέγξτε το ψηφίο πριν από το GR')
      assert.equal(await desk.locator('[name^=tracking_]').inputValue(), wrong, 'what was typed stays')
      await desk.locator('[name^=tracking_]').fill(tracking)
      await press(desk, 'Ταχυδρομήθηκαν')
      await look(desk, 'Ταχυδρομήθηκε 1 φάκελος')
      await desk.context().close()

      // The citizen reads where it is, and has it
      const mail = await portal.mailbox.next(person.email, 'αχυδρομ')
      assert.ok(mail.text.includes(tracking), mail.text)
      await home.goto(`/requests/${number}`)
      await look(home, 'Ταχυδρομήθηκε', 'Η αποστολή σας')
      assert.ok((await home.locator(`a[href*="${tracking}"]`).count()) > 0, 'a link to where it is')
      await press(home, 'Το πήρα')
      await look(home, 'Ευχαριστούμε. Η υπόθεση έκλεισε.', 'Ολοκληρώθηκε')
      await home.context().close()
    })

    it('an application that lacks a paper waits for it, counts its days from there, is put right, and is rejected with reasons', async () => {
      const person = await makeEntitled(portal)
      const clerk = await makeStaff(portal, ['clerk'], ['paidikoi-stathmoi'])
      const today = new Date().toLocaleDateString('el-GR', { timeZone: 'Europe/Athens', day: '2-digit', month: '2-digit', year: 'numeric' })

      // Filed in one page, one paper to be brought
      const own = await open(await signIn(portal, person), phone)
      await own.goto('/services/eggrafi-paidikou-stathmou/request?step=all')
      await look(own)
      await own.locator('[name=child_name]').fill('Άννα Δοκιμάκη')
      await own.locator('[name=child_birth_date]').fill('3/2/2023')
      await own.locator('[name=section]').selectOption('toddler')
      await own.locator('[name=voucher]').selectOption('no')
      await own.locator('[name=way_birth_act][value=bring]').check()
      await own.locator('[name=way_employment][value=fetch]').check()
      await own.locator('[name=way_medical][value=bring]').check()
      await press(own, 'Συνέχεια στον έλεγχο')
      await own.waitForURL(/\/check$/)
      await look(own, 'Θα το φέρω εγώ', 'από τη μέρα που θα έχει όλα τα δικαιολογητικά')
      const number = await send(own, person.password)
      await look(own, 'Όχι ακόμη: λείπουν δικαιολογητικά', 'Σε 50 ημέρες')

      // Both wait for the citizen: one is sent from the phone, the clerk receives the other, and the days begin
      await own.goto('/pending')
      await look(own, 'Λείπουν δικαιολογητικά', 'Ληξιαρχική πράξη γέννησης', 'Βεβαίωση εμβολίων και παιδιάτρου')
      await own.getByRole('link', { name: /^Στείλτε τα/ }).click()
      await own.locator('#paper-birth_act').setInputFiles(await pdf('praxi.pdf'))
      await press(own, /^Στείλτε το τώρα: Ληξιαρχική πράξη γέννησης/)
      await look(own, 'Το λάβαμε.', 'Όχι ακόμη: λείπουν δικαιολογητικά')
      const desk = await open(await signInStaff(portal, clerk), office)
      await openCase(desk, number)
      await look(desk, 'Λείπει', 'δεν έχει αρχίσει')
      await press(desk, /^Το παρέλαβα ?: Βεβαίωση εμβολίων/)
      await look(desk, 'Το δικαιολογητικό σημειώθηκε.')
      await own.reload()
      await look(own, `Η προθεσμία άρχισε ${today}`, /Απάντηση έως \d\d\/\d\d\/\d{4}/)

      // The clerk asks for another paper by its name
      await press(desk, 'Αναλαμβάνω την υπόθεση')
      await unfold(desk, 'ask_papers')
      await desk.locator('[name=other_paper]').fill('Βιβλιάριο εμβολίων')
      await desk.locator('#ask_papers').getByRole('button', { name: 'Αποστολή' }).click()
      await look(desk, 'Βιβλιάριο εμβολίων')
      await own.goto('/pending')
      await look(own, 'Βιβλιάριο εμβολίων')
      await own.getByRole('link', { name: /^Στείλτε τα/ }).click()
      await own.locator('input[name=file]').setInputFiles(await pdf('emvolia.pdf'))
      await press(own, /^Στείλτε το τώρα: Βιβλιάριο/)
      await look(own, 'Το λάβαμε.')

      // And for one word to be put right
      await desk.reload()
      await unfold(desk, 'ask_correction')
      await desk.locator('#ask_correction [name=field]').selectOption('child_name')
      await desk.locator('#ask_correction [name=text]').fill('Λείπει το δεύτερο όνομα')
      await desk.locator('#ask_correction').getByRole('button', { name: 'Αποστολή' }).click()
      await look(desk, 'Διορθώσεις που ζητήθηκαν')
      await own.goto('/pending')
      await own.getByRole('link', { name: /^Διορθώστε το/ }).click()
      await look(own, 'Λείπει το δεύτερο όνομα')
      await own.locator('[name=child_name]').fill('Άννα Ελένη Δοκιμάκη')
      await press(own, 'Αποστολή διόρθωσης')
      await look(own, 'Λάβαμε τη διόρθωσή σας.', 'Άννα Ελένη Δοκιμάκη')

      // It is rejected, with reasons and with what may be done about it
      await desk.reload()
      await look(desk, 'Άννα Ελένη Δοκιμάκη', 'Πριν έγραφε: Άννα Δοκιμάκη')
      await unfold(desk, 'reject')
      await desk.locator('#reject [name=text]').fill('Δεν υπάρχει θέση στο τμήμα.')
      await desk.locator('#reject [name=challenge]').fill('Προσφυγή σε 15 ημέρες στην Αποκεντρωμένη Διοίκηση.')
      await desk.locator('#reject').getByRole('button', { name: 'Απορρίπτεται' }).click()
      await look(desk, 'Απορρίφθηκε')
      await own.reload()
      await look(own, 'Απορρίφθηκε', 'Δεν υπάρχει θέση στο τμήμα.', 'Αν διαφωνείτε', 'Προσφυγή σε 15 ημέρες')
      await own.goto('/pending')
      await look(own, 'Δεν περιμένει τίποτα από εσάς')
      await own.context().close()
      await desk.context().close()
    })
  })
}

/** The papers: one file where it must come. The delivery: by post, to the address of the account. */
async function answerStep(page: Page): Promise<void> {
  await look(page)
  const file = page.locator('input[type=file][name=declaration]')
  if (await file.count()) {
    await file.setInputFiles(await pdf('dilosi.pdf'))
    await press(page, /^Επισύναψη ?: Υπεύθυνη δήλωση/)
    await page.getByRole('link', { name: 'Αρχείο 1' }).waitFor()
    await checkPage(page)
  }
  const delivery = page.locator('[name=delivery]')
  if (await delivery.count()) {
    await page.locator('[name=copies]').fill('2')
    await delivery.selectOption('post')
    await page.locator('[name=delivery_to][value=profile]').check()
    await page.locator('[name=postage_accepted]').check()
    await look(page, 'Τα ταχυδρομικά τα πληρώνετε εσείς')
  }
  await press(page, /^Συνέχεια/)
}
