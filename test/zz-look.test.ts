import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { deskParcelPart, ownParcelPart } from '../src/parcels/parts.js'
import { pageBase } from '../src/web/page.js'
import { render } from '../src/web/views.js'
import { checkPage, launchBrowser } from './support/browser.js'
import { approved, elsewhere, home, newTracking, post, posted, print, registry, rowsOf } from './support/parcels.js'
import { makeStaff, signIn, signInStaff } from './support/people.js'
import { startPortal, type Visit } from './support/portal.js'

test('look', async () => {
  const portal = await startPortal({ LIMIT_REQUESTS_SITE_HOUR: '1000' })
  const browser = await launchBrowser()
  try {
    const desk = await signInStaff(portal, await makeStaff(portal, ['clerk'], [registry]))
    const shot = async (visit: Visit, path: string, name: string, widths = [1280, 375], act?: (page: any) => Promise<void>) => {
      for (const width of widths) {
        const context = await browser.newContext({ viewport: { width, height: 900 } })
        await context.addCookies([...visit.cookies].map(([n, value]) => ({ name: n, value, url: portal.url })))
        const page = await context.newPage()
        await page.goto(portal.url + path)
        if (act) await act(page)
        await page.screenshot({ path: `/tmp/w/pcl/s-${name}-${width}.png`, fullPage: true })
        await checkPage(page).catch(e => console.log(name, width, String(e).slice(0, 600)))
        if (width === 1280 && name === 'batch') await page.pdf({ path: '/tmp/w/pcl/batch.pdf', format: 'A4' })
        await context.close()
      }
    }
    const list = []
    const long = {
      street: 'Εθνικής Αντιστάσεως και Κωνσταντίνου Παναγιωτοπούλου, πάροδος δεύτερη',
      streetNumber: '112-114',
      postalCode: '13451',
      area: 'Άγιοι Ανάργυροι – Καματερό',
    }
    for (let n = 0; n < 4; n++) list.push(await approved(portal, n % 2 ? home : long))
    await shot(desk, '/desk/post', 'shelf')
    const batch = await print(
      desk,
      list.map(one => one.parcel),
    )
    await shot(desk, batch.path, 'batch')
    await shot(desk, batch.path, 'wrong', [1280, 375], async page => {
      const fields = page.locator('input[name^="tracking_"]')
      await fields.nth(0).fill('RR473124828GR')
      await fields.nth(0).press('Enter')
      console.log('focus moved', await fields.nth(1).evaluate((e: any) => e === (globalThis as any).document.activeElement))
      await fields.nth(1).fill('RR47312482')
      await page.getByRole('button', { name: 'Ταχυδρομήθηκαν' }).click()
      await page.waitForLoadState()
    })
    const sent = await posted(portal, desk)
    await shot(desk, '/desk/post?shelf=posted', 'posted')
    await shot(desk, '/desk/post?shelf=printed', 'printed')
    await shot(desk, `/desk/post/parcels/${sent.parcel}`, 'parcel')
    const own = async (name: string, number: string, id: string, visit: Visit) => {
      const base = pageBase(portal.portal.config, 'el', '/')
      const part = await ownParcelPart(portal.portal, { locals: { page: base } } as never, { id, number })
      const html = part ? render(part.view, { ...base, ...part.data, given: part.data }) : ''
      for (const width of [1280, 375]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } })
        await context.addCookies([...visit.cookies].map(([n, value]) => ({ name: n, value, url: portal.url })))
        const page = await context.newPage()
        await page.goto(`${portal.url}/requests/${number}`)
        await page.evaluate(
          ([h]: any) => {
            const d = (globalThis as any).document
            const h2 = d.querySelectorAll('main h2')[1]
            const div = d.createElement('div')
            div.innerHTML = h
            h2.before(div)
          },
          [html],
        )
        await page.screenshot({ path: `/tmp/w/pcl/s-own-${name}-${width}.png`, fullPage: true })
        await context.close()
      }
    }
    const waiting = await approved(portal)
    const w = await signIn(portal, waiting.person)
    await own('waiting', waiting.number, waiting.id, w)
    await shot(w, `/requests/${waiting.number}/address`, 'address')
    await own('posted', sent.number, sent.id, sent.owner)
    await desk.get(`/desk/post/parcels/${sent.parcel}`)
    await desk.post(`/desk/post/parcels/${sent.parcel}/return`, {
      version: String((await rowsOf(portal, sent.number)).version),
      reason: 'address',
      text: '',
      erred: 'yes',
    })
    await own('returned', sent.number, sent.id, sent.owner)
    await shot(desk, `/desk/post/parcels/${sent.parcel}`, 'returned')
    await sent.owner.get(`/requests/${sent.number}/address`)
    await sent.owner.post(`/requests/${sent.number}/address`, {
      ...elsewhere,
      version: String((await rowsOf(portal, sent.number)).version),
    })
    await own('again', sent.number, sent.id, sent.owner)
    await shot(desk, '/desk/post', 'shelf2', [1280])
  } finally {
    await browser.close()
    await portal.stop()
  }
})
