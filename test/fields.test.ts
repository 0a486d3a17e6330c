import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stdnum } from 'stdnum'
import * as z from 'zod'
import { parseAfm } from '../src/fields/afm.js'
import { amkaMatchesBirthDate, parseAmka } from '../src/fields/amka.js'
import { ageOn, joinDate, parseDate, todayInAthens } from '../src/fields/dates.js'
import { emailKey, parseEmail, suggestEmail } from '../src/fields/email.js'
import * as greek from '../src/fields/greek.js'
import { parseIdentityNumber } from '../src/fields/identity.js'
import { nameKey, parseName } from '../src/fields/names.js'
import { parsePhone, showPhone } from '../src/fields/phone.js'
import { parsePostalCode, showPostalCode } from '../src/fields/postal-code.js'
import * as schemas from '../src/fields/schemas.js'
import { latinSpellings } from '../src/fields/spellings.js'
import { parseStreetNumber } from '../src/fields/street-number.js'
import { cleanLine, cleanLines } from '../src/fields/text.js'
import { parseUsername, usernameKey } from '../src/fields/username.js'
import { showDate } from '../src/i18n/dates.js'

type Answer = { ok: boolean; error?: string }
const errorOf = (answer: Answer) => answer.error ?? 'ok'
const table = (rows: string) =>
  rows
    .trim()
    .split('\n')
    .map(row => row.split('|').map(cell => cell.trim()))

function refuses(parse: (input: string) => Answer, rows: Record<string, string>): void {
  for (const [input, error] of Object.entries(rows)) assert.equal(errorOf(parse(input)), error, JSON.stringify(input))
}

describe('a date as it is shown', () => {
  const shown: [instant: string, day: string][] = [
    ['2026-11-24T21:59:59.999Z', '24/11/2026'],
    ['2026-11-24T22:00:00.000Z', '25/11/2026'],
    ['2026-11-24T22:59:59.000Z', '25/11/2026'],
    ['2026-07-01T20:59:59.999Z', '01/07/2026'],
    ['2026-07-01T21:00:00.000Z', '02/07/2026'],
    ['2026-10-24T20:59:59.999Z', '24/10/2026'], // the night in which summer time ends
    ['2026-10-24T21:00:00.000Z', '25/10/2026'],
    ['2026-10-25T21:59:59.999Z', '25/10/2026'],
    ['2026-10-25T22:00:00.000Z', '26/10/2026'],
  ]
  for (const [instant, day] of shown)
    it(`(${instant}) is the day in Athens, each time it is asked for`, () => {
      assert.equal(showDate(instant), day)
      assert.equal(showDate(new Date(instant)), day)
    })
})

describe('Greek text', () => {
  it('is written in official capitals without accents, with dialytika, and compared without either', () => {
    for (const [typed = '', official, key] of table(`
      Άγγελος | ΑΓΓΕΛΟΣ | ΑΓΓΕΛΟΣ
      Χαϊδάρι | ΧΑΪΔΑΡΙ | ΧΑΙΔΑΡΙ
      Μαΐου | ΜΑΪΟΥ | ΜΑΙΟΥ
      ρολόι | ΡΟΛΟΪ | ΡΟΛΟΙ
      άυλος | ΑΫΛΟΣ | ΑΥΛΟΣ
      ή | Ή | Η`)) {
      assert.equal(greek.officialCapitals(typed), official)
      assert.equal(greek.searchKey(typed), key)
      assert.equal(greek.searchKey(typed.normalize('NFD')), key)
    }
  })

  it('has one key for Τ.Κ. and ΤΚ, Δ.Ο.Υ. and ΔΟΥ, and leaves sentences alone', () => {
    for (const [typed = '', key] of table(`
      Τ.Κ. | ΤΚ
      τ.κ | ΤΚ
      Δ.Ο.Υ. Ιλίου | ΔΟΥ ΙΛΙΟΥ
      δου   ιλίου | ΔΟΥ ΙΛΙΟΥ
      Τέλος.Αρχή | ΤΕΛΟΣ.ΑΡΧΗ
      Κ. Παλαμά | Κ. ΠΑΛΑΜΑ`))
      assert.equal(greek.searchKey(typed), key)
  })

  it('has one way of writing the question mark and the ano teleia', () => {
    assert.equal(greek.nfc('τι\u037e ναι\u0387'), 'τι; ναι·')
  })

  it('mends Latin letters inside a Greek word and leaves Latin words', () => {
    for (const [typed = '', mended] of table(`
      Hλίας | Ηλίας
      ΠAΠAΔOΠOYΛOΣ | ΠΑΠΑΔΟΠΟΥΛΟΣ
      Πέτρoς | Πέτρος
      Maria Άννα | Maria Άννα
      Φord | Φord`))
      assert.equal(greek.foldLatinLookalikes(typed), mended)
  })

  it('is written in Latin letters as on a passport', () => {
    for (const [typed = '', latin] of table(`
      Πετρούπολη | Petroupoli
      Άγγελος | Angelos
      Ευάγγελος | Evangelos
      Ευθύμιος | Efthymios
      Παπαδόπουλος | Papadopoulos
      Γεωργίου | Georgiou
      Μπουμπουλίνα | Boumpoulina
      Χαϊδάρι | Chaidari
      Αγχίαλος | Anchialos
      Γκίκας | Gkikas
      Ναύπλιο | Nafplio
      Σταύρος | Stavros
      άυλος | aylos
      ΧΑΪΔΑΡΙ | CHAIDARI
      ΨΑΡΙ | PSARI
      Θωμάς Ξένος 5 | Thomas Xenos 5
      Σφίγξ Ηύρα | Sfinx Ivra`))
      assert.equal(greek.toLatin(typed), latin)
  })

  it('is found when it was typed on the other keyboard layout', () => {
    for (const [typed = '', meant] of table(`
      bebaivsh | βεβαιωση
      beba;ivsh katoik;iaw | βεβαίωση κατοικίας
      kados | καδος
      kadow | καδος
      xa:idari | χαϊδαρι
      θσερ | user
      πασσςορδ | password
      ςατερ βιλλ | water bill`))
      assert.equal(greek.wrongLayout(typed), meant)
  })
})

describe('Greeklish', () => {
  const meets = (typed: string, meant: string) =>
    assert.ok(
      greek.greeklishKeys(typed).includes(greek.greeklishKey(meant)),
      `${typed}: ${greek.greeklishKeys(typed)} is not ${greek.greeklishKey(meant)}`,
    )

  it('meets the Greek words it stands for', () => {
    for (const [meant = '', ...typed] of table(`
      βεβαίωση κατοικίας | vevaiosi katoikias | bebaiwsh katoikias | vevewsh katikias | VEVAIOSI KATOIKIAS
      χαλασμένος κάδος | xalasmenos kados | chalasmenos kados | halasmenos kados
      Μπουμπουλίνα | mpoumpoulina | boumboulina | Boumpoulina | mpumpulina
      Χαϊδάρι | xaidari | haidari | chaidari
      πιστοποιητικό γέννησης | pistopoihtiko gennhshs | pistopiitiko genisis
      ξύλα | ksila | xyla | 3ula | jyla
      βοήθεια | boh8eia | voithia | bohqeia
      θέση στάθμευσης | thesi stathmefsis | 8esh sta8meushs
      παρατηρήσεις | parathrhseis | paratiriseis
      ευθύνη | euthyni | ef8unh | eythini
      αυτοκίνητο | aftokinito | autokinhto | aytokinito
      ηλεκτροφωτισμός | hlektrofwtismos | ilektrophotismos
      οχήματα | oximata | ohimata | oxhmata
      άγγελος | agelos | angelos | aggelos
      σύμβαση | symvasi | sumbash
      κλάδεμα δέντρων | kladema dentrwn | kladema dendron
      ψήφος | psifos | pshfos
      Δ.Ο.Υ. | dou | doy
      στην | sthn | stin
      χρήστης | hristis | xrhsths | christis
      τεχνική | tehniki | texnikh
      Ηράκλειο | hrakleio | iraklio
      κήπος | khpos | kipos`))
      for (const spelling of typed) meets(spelling, meant)
  })

  it('meets every word of the town, the services and the language list in all spellings', () => {
    const words = JSON.parse(readFileSync(new URL('../src/accounts/password-words.json', import.meta.url), 'utf8')) as Record<
      string,
      string[]
    >
    const list = Object.values(words)
      .flat()
      .filter(word => /^[α-ω]+$/.test(word))
    assert.ok(list.length > 400)
    for (const word of list) for (const spelling of latinSpellings(word)) meets(spelling, word)
  })

  it('gives at most four keys to anything, and none to nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => greek.greeklishKeys(text).length <= 4))
    assert.deepEqual(greek.greeklishKeys(' ;-) '), [])
  })
})

describe('ΑΦΜ', () => {
  const valid = `094259216 039868210 044824428 072130053 082499478 094012834 094064321 998386804 999107669 800179925
    023456780 054100004 032792320 758426713`.split(/\s+/)
  const wrong = '123456781 094013834 094068733 094501140 094269805 054100005 658426713 558426713 023456783 05410000'.split(' ')

  it('is taken with its right check digit', () => {
    for (const afm of [...valid, '094501040']) assert.deepEqual(parseAfm(afm), { ok: true, afm })
  })

  it('is refused with a sentence of its own for each mistake', () => {
    refuses(parseAfm, Object.fromEntries(wrong.map(afm => [afm, 'afm.check'])))
    refuses(parseAfm, {
      '': 'afm.length',
      '0541000055': 'afm.length',
      '1234567': 'afm.length',
      '000000000': 'afm.zeros',
      '00000000': 'afm.zeros',
      '09425921A': 'afm.digits',
      EL: 'afm.length',
      '0942/59216\u0000': 'afm.digits',
    })
  })

  it('forgives the country, spaces, dots, dashes and the lost first zero', () => {
    for (const typed of [
      'EL094259216',
      'ΕΛ 094259216',
      'gr-094.259.216',
      ' 094 259 216 ',
      '94259216',
      '０９４２５９２１６',
      '094259216\u200b',
    ])
      assert.deepEqual(parseAfm(typed), { ok: true, afm: '094259216' }, typed)
  })

  it('is refused when any one digit is wrong', () => {
    for (const afm of valid)
      for (let at = 0; at < 9; at++)
        for (const digit of '0123456789') {
          const changed = afm.slice(0, at) + digit + afm.slice(at + 1)
          // Remainders 10 and 0 share the check digit 0, so the arithmetic itself cannot tell these apart.
          if (changed !== afm && parseAfm(changed).ok) assert.ok(sameCheck(afm, changed), changed)
        }
  })

  it('agrees with another implementation on any nine digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), digits => {
        fc.pre(digits !== '000000000')
        return parseAfm(digits).ok === stdnum.GR?.vat?.validate(digits).isValid
      }),
      { numRuns: 2000 },
    )
  })
})

function sameCheck(a: string, b: string): boolean {
  const rest = (afm: string) => (Array.from(afm.slice(0, 8)).reduce((sum, digit) => sum * 2 + Number(digit), 0) * 2) % 11
  return a[8] === '0' && b[8] === '0' && [rest(a), rest(b)].every(left => left === 0 || left === 10)
}

describe('ΑΜΚΑ', () => {
  it('is taken when date and check digit are right', () => {
    for (const amka of '01013099997 01015734500 31085501570 20057401257 21028001986 22016501151'.split(' '))
      assert.deepEqual(parseAmka(amka), { ok: true, amka })
    assert.ok(amkaMatchesBirthDate('31085501570', '1955-08-31'))
    assert.ok(!amkaMatchesBirthDate('31085501570', '1955-08-30'))
  })

  it('is refused by the mistake', () => {
    refuses(parseAmka, {
      '01013099999': 'amka.check',
      '99887712349': 'amka.date',
      '12345678': 'amka.length',
      '00000000000': 'amka.date',
      '0101309999X': 'amka.digits',
    })
  })
})

describe('Identity documents', () => {
  const card = (input: string) => parseIdentityNumber('identity_card', input)
  const passport = (input: string) => parseIdentityNumber('passport', input)

  it('takes old and new cards whatever keyboard typed the letters, and keeps them in Greek', () => {
    for (const [typed = '', number] of table(`
      Χ 123456 | Χ123456
      x-123456 | Χ123456
      AB 123456 | ΑΒ123456
      αν 654.321 | ΑΝ654321
      Α03333605 | Α03333605
      ΣΦ 123456 | ΣΦ123456`))
      assert.deepEqual(card(typed), { ok: true, number })
  })

  it('refuses what is on no card', () => {
    refuses(card, {
      '': 'identity.card.form',
      '123456': 'identity.card.form',
      CD123456: 'identity.card.letters',
      ΑΒ12345: 'identity.card.form',
      ΑΒ123456789: 'identity.card.form',
    })
  })

  it('takes Greek and foreign passports in Latin letters', () => {
    assert.deepEqual(passport('ΑΝ 1234567'), { ok: true, number: 'AN1234567' })
    assert.deepEqual(passport('c01x00t47'), { ok: true, number: 'C01X00T47' })
    refuses(passport, {
      ABCDEF: 'identity.passport.form',
      '1234': 'identity.passport.form',
      ΨΔ1234567: 'identity.passport.characters',
      [`A${'1'.repeat(20)}`]: 'identity.passport.form',
    })
  })
})

describe('Telephones', () => {
  it('are kept one way and shown in groups', () => {
    for (const [typed = '', phone = '', shown] of table(`
      6944848966 | +306944848966 | 694 484 8966
      +306944848966 | +306944848966 | 694 484 8966
      0030 210-50.21.300 | +302105021300 | 210 502 1300
      (213) 2024 400 | +302132024400 | 213 202 4400
      30 6851234567 | +306851234567 | 685 123 4567
      +49 30 901820 | +4930901820 | +49 30 901820
      0044 20 7946 0958 | +442079460958 | +44 20 7946 0958`)) {
      assert.deepEqual(parsePhone(typed), { ok: true, phone }, typed)
      assert.equal(showPhone(phone), shown)
    }
  })

  it('tell mobile from landline, and what is wrong', () => {
    assert.equal(errorOf(parsePhone('2102323234', 'mobile')), 'phone.mobile')
    assert.equal(errorOf(parsePhone('6944848966', 'landline')), 'phone.landline')
    assert.ok(parsePhone('6944848966', 'mobile').ok && parsePhone('2102323234', 'landline').ok && parsePhone('+4915123456789', 'mobile').ok)
    refuses(parsePhone, {
      '': 'phone.length',
      '210502130': 'phone.length',
      '8005021300': 'phone.start',
      '210 502 13OO': 'phone.digits',
      '+999123456789': 'phone.foreign',
      '+': 'phone.foreign',
    })
  })
})

describe('Postal codes', () => {
  it('are five digits from 1 to 8, with or without the space', () => {
    for (const typed of ['13231', '132 31', 'Τ.Κ. 132 31', 'ΤΚ: 13231', 'TK13231', 'GR-13231'])
      assert.deepEqual(parsePostalCode(typed), { ok: true, postalCode: '13231' }, typed)
    refuses(parsePostalCode, {
      '': 'postalCode.length',
      '1323': 'postalCode.length',
      '93231': 'postalCode.start',
      '1323A': 'postalCode.digits',
    })
    assert.equal(showPostalCode('13231'), '132 31')
  })
})

describe('E-mail addresses', () => {
  it('keep what stands before the @ and get a domain in small letters', () => {
    assert.deepEqual(parseEmail(' Maria.P+x@Example.GR '), { ok: true, email: 'Maria.P+x@example.gr' })
    assert.deepEqual(parseEmail('info@δήμος.ελ'), { ok: true, email: 'info@xn--jxalzmp.xn--qxam' })
    assert.equal(emailKey('Maria@example.gr'), 'maria@example.gr')
  })

  it('are refused when they could not arrive or could carry a second one', () => {
    refuses(parseEmail, {
      '': 'email.form',
      maria: 'email.form',
      'maria gmail.com': 'email.form',
      'maria@gmail': 'email.form',
      'a@b@c.gr': 'email.form',
      '@c.gr': 'email.form',
      'a@.gr': 'email.form',
      'a@b..gr': 'email.form',
      'a..b@c.gr': 'email.form',
      'a@1.2.3.4': 'email.form',
      'a@-b.gr': 'email.form',
      'μαρια@gmail.com': 'email.greek',
      'maria@gmαil.com': 'email.greek',
      'a@b.gr\nBcc: c@d.gr': 'email.characters',
      'a@b.gr\u0000': 'email.characters',
      'a b@c.gr': 'email.characters',
      'a@b.gr,c@d.gr': 'email.characters',
      '"a"@b.gr': 'email.characters',
      '<a@b.gr>': 'email.characters',
      [`${'a'.repeat(250)}@b.gr`]: 'email.long',
    })
    assert.ok(parseEmail(`${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.gr`).ok)
  })

  it('come back with a suggestion when the provider looks misspelt', () => {
    for (const [typed = '', meant] of table(`
      maria@gmial.com | maria@gmail.com
      maria@gmail.con | maria@gmail.com
      maria@gmail.gr | maria@gmail.com
      maria@hotmial.com | maria@hotmail.com
      maria@yaho.gr | maria@yahoo.gr
      maria@otenet.rg | maria@otenet.gr
      maria@fortnet.gr | maria@forthnet.gr
      maria@windowlive.com | maria@windowslive.com`))
      assert.equal(suggestEmail(typed), meant)
    for (const fine of ['maria@gmail.com', 'maria@petroupoli.gov.gr', 'maria@mail.com', 'maria@hotmail.fr', 'maria', '@', 'a@b.gr'])
      assert.equal(suggestEmail(fine), undefined, fine)
  })
})

describe('Names', () => {
  it('are kept as typed, in official capitals and as a key', () => {
    assert.deepEqual(parseName('  Μαρία   Παπαδοπούλου - Γεωργίου '), {
      ok: true,
      name: { typed: 'Μαρία Παπαδοπούλου - Γεωργίου', official: 'ΜΑΡΙΑ ΠΑΠΑΔΟΠΟΥΛΟΥ - ΓΕΩΡΓΙΟΥ', key: 'ΜΑΡΙΑ ΠΑΠΑΔΟΠΟΥΛΟΥ ΓΕΩΡΓΙΟΥ' },
    })
    assert.equal(nameKey('Παπαδοπούλου-Γεωργίου'), nameKey('ΠΑΠΑΔΟΠΟΥΛΟΥ - ΓΕΩΡΓΙΟΥ'))
    assert.equal(nameKey("D'Angelo"), nameKey('D’ANGELO'))
    assert.equal(nameKey('Hλίας'), 'ΗΛΙΑΣ')
  })

  it('may be Latin, short, or both, and have no digits or signs', () => {
    for (const name of ['José Müller', "O'Neill", 'Ng', 'Ω', 'St. John', 'Nguyễn']) assert.ok(parseName(name).ok, name)
    refuses(parseName, {
      '': 'name.required',
      ' ': 'name.required',
      "-'": 'name.characters',
      Μαρία2: 'name.digits',
      'Μαρία\n': 'ok',
      'Μα\nρία': 'name.characters',
      '<b>Μαρία': 'name.characters',
      Мария: 'name.characters',
      ['α'.repeat(101)]: 'name.long',
    })
  })
})

describe('Usernames', () => {
  it('are 4 to 30 Latin letters, digits, dots, hyphens and underscores, one whatever their capitals', () => {
    for (const name of ['maria', 'level-a', 'm_p.85', 'a'.repeat(30)]) assert.ok(parseUsername(name).ok, name)
    refuses(parseUsername, {
      abc: 'username.length',
      ['a'.repeat(31)]: 'username.length',
      μαρια: 'username.greek',
      'ma ria': 'username.characters',
      'a@b.gr': 'username.characters',
      '-maria': 'username.start',
    })
    assert.equal(usernameKey(' Maria '), 'maria')
  })
})

describe('Dates', () => {
  it('are read from ISO, from Greek writing and from three boxes', () => {
    for (const typed of ['2026-11-24', '24/11/2026', '24.11.2026', '24-11-2026', ' 24 / 11 / 2026 ', joinDate('24', '11', '2026')])
      assert.deepEqual(parseDate(typed), { ok: true, date: '2026-11-24' }, typed)
    assert.deepEqual(parseDate('1/2/2024'), { ok: true, date: '2024-02-01' })
    assert.equal(joinDate(' ', '', undefined), '')
  })

  it('must exist', () => {
    refuses(parseDate, {
      '': 'date.required',
      '31/2/2026': 'date.real',
      '29/2/2023': 'date.real',
      '29/2/2024': 'ok',
      '0/1/2000': 'date.real',
      '1/13/2000': 'date.real',
      '24/11/26': 'date.year',
      '1/1/0085': 'date.year',
      '24/11': 'date.form',
      [joinDate('24', '', '2026')]: 'date.form',
      χθες: 'date.form',
    })
  })

  it('tell the age on a day', () => {
    assert.equal(ageOn('2008-11-24', '2026-11-24'), 18)
    assert.equal(ageOn('2008-11-25', '2026-11-24'), 17)
    assert.equal(ageOn('2008-02-29', '2026-02-28'), 17)
    assert.equal(todayInAthens(new Date('2026-11-24T22:30:00Z')), '2026-11-25')
  })
})

describe('Free text', () => {
  it('is tidied without changing what it says', () => {
    assert.deepEqual(cleanLines(' ένα\r\nδύο\rτρία ', 20), { ok: true, text: 'ένα\nδύο\nτρία' })
    assert.deepEqual(cleanLine(' Κρήτης\t2 ', 20), { ok: true, text: 'Κρήτης 2' })
    assert.deepEqual(cleanLine('α\u202eβγ', 20), { ok: true, text: 'αβγ' })
    assert.ok(cleanLine('🐙'.repeat(5), 5).ok)
  })

  it('is refused when it is too long or has characters that cannot be kept', () => {
    assert.equal(errorOf(cleanLine('α\nβ', 20)), 'text.lineBreak')
    assert.equal(errorOf(cleanLine('α\u0000', 20)), 'text.control')
    assert.equal(errorOf(cleanLines('α\u0007β', 20)), 'text.control')
    assert.equal(errorOf(cleanLines('α\ud800β', 20)), 'text.control')
    assert.equal(errorOf(cleanLines('αβγ', 2)), 'text.long')
    assert.equal(errorOf(cleanLines(' \r\n ', 2)), 'text.required')
  })

  it('knows how street numbers are written', () => {
    for (const [typed = '', number] of table(`
      12 | 12
      12 a | 12Α
      12α | 12Α
      5 - 7 | 5-7
      76–78 | 76-78
      χ.α. | χ.α.
      χωρίς αριθμό | χ.α.
      No number | χ.α.
      XA | χ.α.`))
      assert.deepEqual(parseStreetNumber(typed), { ok: true, streetNumber: number }, typed)
    refuses(parseStreetNumber, { 'Κρήτης 2': 'streetNumber.form', '12345': 'streetNumber.form', '1;2': 'streetNumber.form' })
  })
})

const parsers: Record<string, (input: string) => unknown> = {
  parseAfm,
  parseAmka,
  parsePhone,
  parsePostalCode,
  parseEmail,
  parseName,
  parseUsername,
  parseDate,
  parseStreetNumber,
  suggestEmail,
  showPhone,
  card: input => parseIdentityNumber('identity_card', input),
  passport: input => parseIdentityNumber('passport', input),
  line: input => cleanLine(input, 50),
  lines: input => cleanLines(input, 50),
  ...greek,
}
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string(),
  fc.stringMatching(/^[+0-9A-Za-zΑ-Ωα-ωά-ώ.@ /'-]{0,40}$/),
)

describe('Whatever is sent', () => {
  for (const [name, parse] of Object.entries(parsers))
    it(`gets an answer from ${name}`, () => fc.assert(fc.property(anything, input => void parse(input))))

  it('is cleaned the same when it is cleaned again', () => {
    const again: [string, (input: string) => unknown][] = [
      ['afm', parseAfm],
      ['phone', parsePhone],
      ['postalCode', parsePostalCode],
      ['email', parseEmail],
      ['username', parseUsername],
      ['date', parseDate],
      ['streetNumber', parseStreetNumber],
      ['text', parsers.line as never],
      ['text', parsers.lines as never],
      ['number', parsers.card as never],
      ['number', parsers.passport as never],
    ]
    for (const [key, parse] of again)
      fc.assert(
        fc.property(anything, input => {
          const once = parse(input) as Record<string, string>
          if (once.ok) assert.deepEqual(parse(once[key] as string), once)
        }),
      )
    fc.assert(fc.property(anything, text => assert.equal(greek.searchKey(greek.searchKey(text)), greek.searchKey(text))))
  })
})

describe('Form fields', () => {
  const form = z.strictObject({
    afm: schemas.afm,
    mobile: schemas.optional(schemas.mobile),
    born: schemas.optional(schemas.dateIn({ past: true })),
    note: schemas.optional(schemas.lines(10)),
    lat: schemas.optional(schemas.latitude),
    lng: schemas.optional(schemas.longitude),
    agree: schemas.checkbox,
  })
  const problems = (input: unknown) =>
    Object.fromEntries((form.safeParse(input).error?.issues ?? []).map(issue => [issue.path.join('.'), issue.message]))

  it('give clean values, and nothing for what was left empty', () => {
    const filled = form.parse({ afm: 'EL 094259216', mobile: ' ', born: '24/11/1985', lat: '38,0405', agree: 'on' })
    assert.deepEqual({ ...filled }, { afm: '094259216', mobile: undefined, born: '1985-11-24', lat: 38.0405, agree: true })
    assert.equal(form.parse({ afm: '094259216' }).agree, false)
  })

  it('say what is wrong beside each field', () => {
    assert.deepEqual(
      problems({ afm: '123456781', mobile: '2102323234', born: '1/1/2999', note: 'x'.repeat(11), lat: '91', lng: 'abc', agree: 'on' }),
      {
        afm: 'fields.afm.check',
        mobile: 'fields.phone.mobile',
        born: 'fields.date.future',
        note: 'fields.text.long',
        lat: 'fields.latitude.form',
        lng: 'fields.longitude.form',
      },
    )
    assert.deepEqual(problems({}), { afm: 'fields.afm.required' })
    assert.deepEqual(problems({ afm: ' ' }), { afm: 'fields.afm.required' })
  })

  it('refuse a name that was sent twice', () => {
    assert.deepEqual(problems({ afm: ['094259216', '094259216'], mobile: ['6944848966'], agree: ['on', 'on'] }), {
      afm: 'fields.repeated',
      mobile: 'fields.repeated',
      agree: 'fields.checkbox',
    })
  })

  it('have a sentence for every mistake in both languages', () => {
    const flatten = (tree: object, path: string): string[] =>
      Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [`${path}.${key}`] : flatten(value, `${path}.${key}`)))
    const keys = (language: string) =>
      flatten(JSON.parse(readFileSync(new URL(`../src/i18n/${language}/fields.json`, import.meta.url), 'utf8')), 'fields')
    assert.deepEqual(keys('el'), keys('en'))
    const all: [z.ZodType, string][] = [...Object.entries(schemas)].flatMap(([name, value]): [z.ZodType, string][] =>
      typeof value === 'function' ? [] : [[value, name]],
    )
    const known = new Set(keys('el'))
    for (const [schema, name] of [...all, [schemas.line(5), 'line'], [schemas.dateIn({ past: true }), 'date']] as [z.ZodType, string][])
      fc.assert(
        fc.property(fc.oneof(anything, fc.constant(undefined), fc.constant(['a'])), input => {
          for (const issue of schema.safeParse(input).error?.issues ?? []) assert.ok(known.has(issue.message), `${name}: ${issue.message}`)
        }),
      )
  })
})
