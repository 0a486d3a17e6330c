/** The blind match of the counter: what may be written otherwise and still agree, and what must be told. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseAfm } from '../src/fields/afm.js'
import { toLatin } from '../src/fields/greek.js'
import { differences, type PaperField, paperFields, type TaxOfficeLike } from '../src/verification/match.js'

const offices: TaxOfficeLike[] = [
  { id: 'kefode-attikis', name: 'ΚΕΦΟΔΕ ΑΤΤΙΚΗΣ' },
  { id: '1101', name: "ΑΘΗΝΩΝ Α'" },
  { id: '1102', name: "ΑΘΗΝΩΝ Β'", mergedInto: '1101' },
  { id: '1129', name: 'ΑΓ. ΔΗΜΗΤΡΙΟΥ' },
  { id: '1136', name: 'ΑΓΙΩΝ ΑΝΑΡΓΥΡΩΝ', mergedInto: '1154' },
  { id: '1154', name: 'ΙΛΙΟΥ', mergedInto: 'kefode-attikis' },
  { id: '1157', name: "ΠΕΡΙΣΤΕΡΙΟΥ Β'", mergedInto: 'kefode-attikis' },
  { id: '4225', name: 'ΝΕΑΠΟΛΗΣ ΘΕΣ/ΝΙΚΗΣ', mergedInto: null },
  { id: '9001', name: 'ΚΥΚΛΟΥ ΜΙΑ', mergedInto: '9002' },
  { id: '9002', name: 'ΚΥΚΛΟΥ ΔΥΟ', mergedInto: '9001' },
]

const differs = (field: PaperField, declared: string, seen: string) =>
  differences({ [field]: declared }, { [field]: seen }, offices).includes(field)

/** Rows of `declared | seen`, tried in both directions: the citizen may have written either. */
function rows(field: PaperField, expected: 'agrees' | 'differs', table: string): void {
  const pairs = table
    .trim()
    .split('\n')
    .map(row => row.split('|').map(cell => cell.trim()))
  it(`${expected} in ${pairs.length} pairs`, () => {
    for (const [a = '', b = ''] of pairs) {
      assert.equal(differs(field, a, b), expected === 'differs', `declared «${a}», seen «${b}»`)
      assert.equal(differs(field, b, a), expected === 'differs', `declared «${b}», seen «${a}»`)
    }
  })
}

describe('a surname', () => {
  rows(
    'surname',
    'agrees',
    `
    Παπαδόπουλος | ΠΑΠΑΔΟΠΟΥΛΟΣ
    Παπαδόπουλος | παπαδοπουλοσ
    Παπαδόπουλος |   Παπαδόπουλος.
    Παπαδόπουλος | ΠAΠAΔOΠOYΛOΣ
    Παπαδόπουλος | Papadopoulos
    Παπαδόπουλος | PAPADOPOULOS
    Παπαδόπουλος | ΠΑΠΑΔΟΠΟΥΛΟΣ PAPADOPOULOS
    Παπαδόπουλος | Papadopoulos / Παπαδόπουλος
    Παπαδοπούλου-Γεωργίου | ΠΑΠΑΔΟΠΟΥΛΟΥ - ΓΕΩΡΓΙΟΥ
    Παπαδοπούλου-Γεωργίου | ΠΑΠΑΔΟΠΟΥΛΟΥ ΓΕΩΡΓΙΟΥ
    Παπαδοπούλου-Γεωργίου | Γεωργίου Παπαδοπούλου
    Παπαδοπούλου – Γεωργίου | PAPADOPOULOU-GEORGIOU
    Παπαδοπούλου-Γεωργίου | GEORGIOU PAPADOPOULOU
    Παπαδοπούλου-Γεωργίου | ΠΑΠΑΔΟΠΟΥΛΟΥ ΓΕΩΡΓΙΟΥ / PAPADOPOULOU GEORGIOU
    Χατζη-Γεωργίου | ΧΑΤΖΗΓΕΩΡΓΙΟΥ
    Παπα Γεωργίου | PAPAGEORGIOU
    Χαϊδάρης | ΧΑΪΔΑΡΗΣ
    Χαϊδάρης | ΧΑΙΔΑΡΗΣ
    Χαϊδάρης | CHAIDARIS
    Μαΐου | ΜΑΙΟΥ
    Ευθυμίου | EFTHYMIOU
    Ευθυμίου | EUTHYMIOU
    Σταυρίδης | STAVRIDIS
    Αγγελόπουλος | ANGELOPOULOS
    Αγγελόπουλος | AGGELOPOULOS
    Αγχιαλίτης | ANCHIALITIS
    Ξένος | XENOS
    Ψαρράς | PSARRAS
    Μπότσαρης | BOTSARIS
    Μπότσαρης | MPOTSARIS
    Λαμπράκης | LAMPRAKIS
    Γκίκας | GKIKAS
    Άυλος | ΑΫΛΟΣ
    Άυλος | AYLOS
    Θεοχάρους | THEOCHAROUS
    O'Connor | OCONNOR
    O’Connor | O CONNOR
    Müller | MULLER
    De la Cruz | DE LA CRUZ
    Nguyễn | NGUYEN
    Smith | SMΙTH
    Harper | HARΡER
    Ήρω Ίρω Άννα | IRO ΗΡΩ ΑΝΝΑ`,
  )
  rows(
    'surname',
    'differs',
    `
    Παπαδόπουλος | Παπαδοπούλου
    Παπαδόπουλος | PAPADOPOULOU
    Παπαδοπούλου | Παπαδόπουλος Παπαδοπούλου
    Γεωργίου | Γεώργιος
    Γεωργίου | Γεωργίου Παπαδοπούλου
    Παπαδόπουλος | Παπαδόπουλος PAPADOPOULOU
    Παπαδόπουλος | ΠΑΠΑΔΟΠΟΥΛΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ
    Ιωάννου | Ιωάννη
    Χρήστου | Χρίστου
    Νικολάου | Νικολαΐδη
    Στεφάνου | STEVANOU
    Ευθυμίου | EVTHYMIOU
    Σταυρίδης | STAFRIDIS
    Γιώργος | GEORGIOS
    Λαμπράκης | LABRAKIS
    Μπότσαρης | POTSARIS
    Παππάς | ΠΑΠΑΣ
    Müller | MILLER
    Smith | SMYTH
    Καραγιάννης | Καραγιάννη
    Παπαδόπουλος | -`,
  )
})

describe('a first name', () => {
  rows(
    'first_name',
    'agrees',
    `
    Άγγελος | ΑΓΓΕΛΟΣ
    Άγγελος | ANGELOS
    Ηλίας | Hλίας
    Ηλίας | ILIAS
    Ρίτα | PITA
    Άννα Μαρία | ΜΑΡΙΑ ΑΝΝΑ
    Άννα-Μαρία | ΑΝΝΑΜΑΡΙΑ
    Άννα Μαρία | ANNA MARIA
    Άννα Μαρία | MARIA-ANNA
    Ευάγγελος | EVANGELOS
    Ευάγγελος | EUAGGELOS
    Ευάγγελος | EVAGGELOS
    Γεώργιος | Georgios
    Ιωάννης | IOANNIS
    Χριστίνα | CHRISTINA
    Αικατερίνη | AIKATERINI
    Εύη | EVI
    Ηύρα | IVRA
    Maria Άννα | Άννα Μαρία`,
  )
  rows(
    'first_name',
    'differs',
    `
    Μαρία | Μάρθα
    Μαρία | Μάριος
    Μαρία | Μαρίας
    Γεώργιος | Γεωργίου
    Γεώργιος | Γεωργία
    Γεώργιος | Giorgios
    Γεώργιος | Giorgos
    Γεώργιος | George
    Ιωάννης | Γιάννης
    Ιωάννης | Ioannes
    Μαρία | Άννα Μαρία
    Άννα Μαρία | ΑΝΝΑ
    Άννα Μαρία | ΑΝΝΑ ΑΝΝΑ
    Στέφανος | STEPHANOS
    Ελένη | Helen
    Νίκη | Νίκος
    Χριστίνα | HRISTINA
    Ήρα | Ήρω`,
  )
})

describe('a father’s name', () => {
  rows(
    'father_name',
    'agrees',
    `
    Γεώργιος | ΓΕΩΡΓΙΟΥ
    Γεώργιος | του ΓΕΩΡΓΙΟΥ
    Γεώργιος | GEORGIOU
    Γεωργίου | GEORGIOS
    Ιωάννης | ΙΩΑΝΝΗ
    Ιωάννης | ΙΩΑΝΝΟΥ
    Κωνσταντίνος | ΚΩΝΣΤΑΝΤΙΝΟΥ
    Παρασκευάς | ΠΑΡΑΣΚΕΥΑ
    Αχιλλεύς | ΑΧΙΛΛΕΩΣ
    Αχιλλέας | ΑΧΙΛΛΕΩΣ
    Αχιλλέας | ΑΧΙΛΛΕΑ
    Αχιλλεύς | ΑΧΙΛΛΕΑ
    Περικλής | ΠΕΡΙΚΛΗ
    Περικλής | ΠΕΡΙΚΛΕΟΥΣ
    Σωκράτης | ΣΩΚΡΑΤΟΥΣ
    Αριστείδης | ΑΡΙΣΤΕΙΔΟΥ
    Λεωνίδας | ΛΕΩΝΙΔΑ
    Λεωνίδας | ΛΕΩΝΙΔΟΥ
    Ορέστης | ΟΡΕΣΤΗ
    Ηλίας | ΗΛΙΑ
    Ηλίας | ΗΛΙΟΥ
    Ανδρέας | ΑΝΔΡΕΑ
    Ανδρέας | ΑΝΔΡΕΟΥ
    Θωμάς | ΘΩΜΑ
    Πλάτων | ΠΛΑΤΩΝΟΣ
    Πλάτωνας | ΠΛΑΤΩΝΟΣ
    Ξενοφών | ΞΕΝΟΦΩΝΤΟΣ
    Ξενοφών | ΞΕΝΟΦΩΝΤΑ
    Ιάσονας | ΙΑΣΟΝΑ
    Ιάσων | ΙΑΣΟΝΟΣ
    Έκτωρ | ΕΚΤΟΡΟΣ
    Πάρις | ΠΑΡΙΔΟΣ
    Μιχαήλ | ΜΙΧΑΗΛ
    Δημήτριος-Νικόλαος | ΔΗΜΗΤΡΙΟΥ ΝΙΚΟΛΑΟΥ
    Νικόλαος Δημήτριος | ΔΗΜΗΤΡΙΟΥ ΝΙΚΟΛΑΟΥ
    Στέφανος | STEFANOS
    John | JOHN
    | -
    | `,
  )
  rows(
    'father_name',
    'differs',
    `
    Γεώργιος | ΓΕΩΡΓΙΑΣ
    Γεώργιος | ΓΡΗΓΟΡΙΟΥ
    Γεώργιος | ΓΙΩΡΓΟΥ
    Άγγελος | ΑΓΓΕΛΗ
    Αγγέλης | ΑΓΓΕΛΟΥ
    Νίκος | ΝΙΚΗ
    Μάριος | ΜΑΡΙΑΣ
    Δημήτριος | ΔΗΜΗΤΡΗ
    Γεώργιος | ΓΕΩΡΓΙΟΥ ΝΙΚΟΛΑΟΥ
    Ιωάννης | ΙΩΑΝΝΑ
    Πέτρος | ΠΑΥΛΟΥ
    Μιχαήλ | ΜΙΧΑΛΗ
    Θωμάς | ΘΩΜΟΥ
    Γεώργιος | 
    | ΓΕΩΡΓΙΟΥ`,
  )
})

describe('a mother’s name', () => {
  rows(
    'mother_name',
    'agrees',
    `
    Αικατερίνη | ΑΙΚΑΤΕΡΙΝΗΣ
    Αικατερίνη | της Αικατερίνης
    Φωτεινή | ΦΩΤΕΙΝΗΣ
    Άννα | ΑΝΝΑΣ
    Παρασκευή | ΠΑΡΑΣΚΕΥΗΣ
    Ερατώ | ΕΡΑΤΟΥΣ
    Φρόσω | ΦΡΟΣΩΣ
    Άρτεμις | ΑΡΤΕΜΙΔΟΣ
    Άρτεμις | ΑΡΤΕΜΗΣ
    Χάρις | ΧΑΡΙΤΟΣ
    Παλλάς | ΠΑΛΛΑΔΟΣ
    Άννα Μαρία | ΜΑΡΙΑΣ-ΑΝΝΑΣ
    Ελένη | ELENIS
    Ελένη | ELENI
    | —`,
  )
  rows(
    'mother_name',
    'differs',
    `
    Μαρία | ΜΑΡΘΑΣ
    Μαρία | ΜΑΡΙΟΥ
    Γεωργία | ΓΕΩΡΓΙΟΥ
    Άννα | ΑΝΝΗΣ
    Ελένη | ΕΛΕΝΑΣ
    Νίκη | ΝΙΚΟΥ
    Άννα | ΑΝΝΑΣ ΜΑΡΙΑΣ
    | ΑΝΝΑΣ`,
  )
})

describe('a birth date', () => {
  rows('birth_date', 'agrees', '1980-02-01 | 1980-02-01')
  rows(
    'birth_date',
    'differs',
    `
    1980-02-01 | 1980-01-02
    1980-02-01 | 1980-02-02
    1980-02-01 | 1908-02-01`,
  )
})

describe('an identity number', () => {
  rows(
    'identity_number',
    'agrees',
    `
    ΑΒ123456 | AB 123456
    ΑΒ123456 | αβ-123456
    ΑΒ123456 | ab123456
    Χ123456 | X 123.456
    Σ123456 | σ 123456
    Α03333605 | A 03333605
    AN1234567 | ΑΝ 1234567
    C01X0006H | c01x 0006h
    ΑΒ12345 | AB 12345`,
  )
  rows(
    'identity_number',
    'differs',
    `
    ΑΒ123456 | ΑΒ123465
    ΑΒ123456 | ΒΑ123456
    ΑΒ123456 | ΑΒ1234567
    ΑΒ123456 | Α123456
    Λ123456 | Α123456
    ΑΒ012345 | ΑΒΟ12345
    AN1234567 | AN1234561`,
  )
})

describe('an ΑΦΜ', () => {
  rows(
    'afm',
    'agrees',
    `
    094259216 | 094 259 216
    094259216 | EL094259216
    094259216 | ΕΛ 094-259-216
    094259216 | 94259216`,
  )
  rows(
    'afm',
    'differs',
    `
    094259216 | 094259261
    094259216 | 904259216
    094259216 | 094252916
    094259216 | 039868210
    094259216 | 09425921
    094259216 | 0942592166
    094259216 | `,
  )
})

describe('a Δ.Ο.Υ.', () => {
  rows(
    'tax_office',
    'agrees',
    `
    1154 | 1154
    1154 | Δ.Ο.Υ. Ιλίου
    1154 | other:ΔΟΥ ΙΛΙΟΥ
    1154 | ILIOU
    1154 | kefode-attikis
    1136 | 1154
    1136 | kefode-attikis
    1136 | ΚΕΦΟΔΕ Αττικής
    other:Ιλίου | kefode-attikis
    1101 | Α΄ ΑΘΗΝΩΝ
    1102 | Δ.Ο.Υ. Α’ Αθηνών
    1129 | Αγίου Δημητρίου
    4225 | Νεάπολης Θεσσαλονίκης
    other:Καρδίτσας | ΔΟΥ Καρδιτσας
    9001 | 9002`,
  )
  rows(
    'tax_office',
    'differs',
    `
    1101 | Δ.Ο.Υ. Β' Πειραιά
    1154 | 1157
    1136 | 1157
    1154 | other:Καρδίτσας
    1101 | kefode-attikis
    other:Καρδίτσας | other:Τρικάλων
    1101 | 
    9001 | 1101`,
  )
})

describe('a street', () => {
  rows(
    'street',
    'agrees',
    `
    Ελευθερίου Βενιζέλου | ΕΛΕΥΘΕΡΙΟΥ ΒΕΝΙΖΕΛΟΥ
    Ελευθερίου Βενιζέλου | ΒΕΝΙΖΕΛΟΥ ΕΛΕΥΘΕΡΙΟΥ
    Ελευθερίου Βενιζέλου | ELEFTHERIOU VENIZELOU
    Βουτσαλή | οδός Βουτσαλή
    Βουτσαλή | ΟΔ. ΒΟΥΤΣΑΛΗ
    Βουτσαλή | Odos Voutsali
    Θηβών | Λεωφόρος Θηβών
    Θηβών | Λεωφ. Θηβών
    Θηβών | Λ.ΘΗΒΩΝ
    Αγίου Δημητρίου | ΑΓ. ΔΗΜΗΤΡΙΟΥ
    Αγίου Δημητρίου | Αγ.Δημητρίου
    Αγίας Λαύρας | ΑΓ ΛΑΥΡΑΣ
    Πλατεία Ηρώων | ΠΛ. ΗΡΩΩΝ
    25ης Μαρτίου | 25 ΜΑΡΤΙΟΥ
    25ης Μαρτίου | 25ΗΣ ΜΑΡΤΙΟΥ
    Εθνικής Αντιστάσεως | Εθνικής Αντίστασης
    Κωνσταντινουπόλεως | ΚΩΝΣΤΑΝΤΙΝΟΥΠΟΛΗΣ
    Παπανικολή-Κανάρη | ΠΑΠΑΝΙΚΟΛΗ ΚΑΝΑΡΗ
    Ι. Ξενίδη | Ι.ΞΕΝΙΔΗ
    Οδού | οδού`,
  )
  rows(
    'street',
    'differs',
    `
    Ελευθερίου Βενιζέλου | Σοφοκλή Βενιζέλου
    Ελευθερίου Βενιζέλου | ΒΕΝΙΖΕΛΟΥ
    25ης Μαρτίου | 28ης Μαρτίου
    25ης Μαρτίου | 25ης Μαΐου
    Θηβών | Θηβαίων
    Κρήτη | Κρήτης
    Κρήτης | Θράκης
    Αγίου Δημητρίου | Αγίου Διονυσίου
    Αγίου Δημητρίου | Δημητρίου
    Στρατηγού Μακρυγιάννη | ΣΤΡ. ΜΑΚΡΥΓΙΑΝΝΗ
    Πλατεία Ηρώων | Ηρώων
    Αγίου Ιωάννου | ΠΛ. ΙΩΑΝΝΟΥ
    Βουτσαλή | `,
  )
})

describe('a street number', () => {
  rows(
    'street_number',
    'agrees',
    `
    12Α | 12 α
    12Α | 12A
    12Α | 12a
    5-7 | 5 – 7
    χ.α. | Χ.Α.
    χ.α. |
    χ.α. | -
    χ.α. | —
    χ.α. | xa
    12Αβγ | 12 αβγ`,
  )
  rows(
    'street_number',
    'differs',
    `
    12 | 21
    12 | 12Α
    12Α | 12Β
    5-7 | 5
    5-7 | 7-5
    χ.α. | 1
    1 | 11`,
  )
})

describe('a postal code', () => {
  rows(
    'postal_code',
    'agrees',
    `
    13231 | 132 31
    13231 | Τ.Κ. 132-31
    13231 | GR13231`,
  )
  rows(
    'postal_code',
    'differs',
    `
    13231 | 13232
    13231 | 13321
    13231 | 1323
    13231 | `,
  )
})

describe('the papers together', () => {
  const declared = {
    surname: 'Παπαδόπουλος',
    first_name: 'Άγγελος',
    father_name: 'Γεώργιος',
    mother_name: '',
    birth_date: '1980-02-01',
    identity_number: 'ΑΒ123456',
    afm: '094259216',
    tax_office: '1154',
    street: 'Θηβών',
    street_number: '12Α',
    postal_code: '13231',
  }
  const wrong = {
    surname: 'Πετρόπουλος',
    first_name: 'Άγις',
    father_name: 'Πέτρου',
    mother_name: 'Μαρίας',
    birth_date: '1980-01-02',
    identity_number: 'ΑΒ123465',
    afm: '039868210',
    tax_office: '1101',
    street: 'Κρήτης',
    street_number: '12',
    postal_code: '13232',
  }

  it('agree with themselves', () => {
    assert.deepEqual(differences(declared, declared, offices), [])
  })

  it('each name the field that differs, and no other', () => {
    for (const field of paperFields) assert.deepEqual(differences(declared, { ...declared, [field]: wrong[field] }, offices), [field])
  })

  it('name the fields in the order of the form, whatever the order in which they were typed', () => {
    assert.deepEqual(differences(declared, Object.fromEntries(Object.entries(wrong).reverse()), offices), [...paperFields])
  })

  it('are silent about what was not on them', () => {
    assert.deepEqual(differences(declared, {}, offices), [])
    assert.deepEqual(differences(declared, { afm: '094259216' }, offices), [])
  })

  it('differ where they show what nobody declared', () => {
    assert.deepEqual(differences({}, declared, offices), [...paperFields])
  })
})

const vowels = ['α', 'ε', 'η', 'ι', 'ο', 'υ', 'ω', 'ου', 'αι', 'ει', 'αυ', 'ευ']
const consonants = [...'βγδζθκλμνξπρστφχψ', 'γγ', 'γκ', 'γχ', 'μπ', 'ντ', 'τζ', 'λλ', 'νν', 'σσ']
const syllable = fc.tuple(fc.constantFrom(...consonants), fc.constantFrom(...vowels)).map(parts => parts.join(''))
const greekWord = fc
  .tuple(fc.constantFrom('', ...vowels), fc.array(syllable, { minLength: 2, maxLength: 6 }), fc.constantFrom('', 'ς', 'ν'))
  .map(([start, middle, end]) => start + middle.join('') + end)
const greekName = fc.array(greekWord, { minLength: 1, maxLength: 3 }).map(words => words.join(' '))
const latinName = fc.stringMatching(/^[A-Z][a-z]{1,9}([ -][A-Z][a-z]{1,9})?$/)
const anyName = fc.oneof(greekName, latinName, fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[ΑΣΟΥa-eΗΣ' .-]{0,30}$/))
const names = ['surname', 'first_name', 'father_name', 'mother_name'] as const
const nameField = fc.constantFrom(...names)

const accents: Record<string, string> = { α: 'ά', ε: 'έ', η: 'ή', ι: 'ί', ο: 'ό', ω: 'ώ' }
const accented = (text: string, at: number) => {
  // Not before υ: there an accent makes two vowels of one.
  const places = [...text.matchAll(/[αεηιοω](?!υ)/g)]
  const place = places[at % Math.max(1, places.length)]
  return place ? text.slice(0, place.index) + accents[place[0]] + text.slice(place.index + 1) : text
}

/** The same name as another paper would write it. */
const noises: ((text: string, seed: number) => string)[] = [
  text => text.toLocaleUpperCase('el'),
  text => text.toLocaleLowerCase('el'),
  accented,
  text => text.normalize('NFD'),
  text => `  ${text}\u00a0`,
  text => text.replaceAll(' ', '  '),
  text => text.replaceAll(' ', '-'),
  text => text.replaceAll(' ', ' – '),
  text => text.split(' ').reverse().join(' '),
  text => text.replaceAll('ς', 'σ'),
]

describe('any value', () => {
  it('agrees with itself in every field', () => {
    fc.assert(fc.property(fc.constantFrom(...paperFields), anyName, (field, text) => assert.equal(differs(field, text, text), false)))
  })

  it('agrees with another exactly when the other agrees with it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paperFields), anyName, anyName, (field, a, b) =>
        assert.equal(differs(field, a, b), differs(field, b, a)),
      ),
    )
    fc.assert(
      fc.property(
        nameField,
        fc.array(fc.constantFrom('ΑΝΝΑ', 'ΑΝΝΑΣ', 'ANNA', 'ΑΝΑ', 'Ηρω', 'Iro', 'ΙΡΩ'), { maxLength: 5 }),
        (field, words) => assert.equal(differs(field, words.join(' '), 'ΑΝΝΑ ΗΡΩ'), differs(field, 'ΑΝΝΑ ΗΡΩ', words.join(' '))),
      ),
    )
  })

  it('is compared in a moment, however odd', () => {
    const long = 'α '.repeat(50)
    const began = performance.now()
    for (const field of paperFields) differs(field, `other:${long}β`, `other:${long}γ`)
    differs('surname', 'μπαυγγ'.repeat(16), 'mpaugg'.repeat(16))
    assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`)
  })
})

describe('any name', () => {
  it('is the same with other accents, capitals, spaces, hyphens, sigmas and order', () => {
    fc.assert(
      fc.property(
        nameField,
        greekName,
        fc.constantFrom(...noises),
        fc.constantFrom(...noises),
        fc.nat(),
        (field, name, first, second, seed) => {
          assert.equal(differs(field, name, second(first(name, seed), seed)), false)
        },
      ),
    )
  })

  it('gives the same answer about another name however both are written', () => {
    const noise = fc.constantFrom(...noises)
    fc.assert(
      fc.property(nameField, greekName, fc.oneof(greekName, latinName), noise, noise, fc.nat(), (field, a, b, one, two, seed) => {
        assert.equal(differs(field, one(a, seed), two(b, seed)), differs(field, a, b))
      }),
    )
  })

  it('is another with one letter changed', () => {
    const letters = [...'αβγδεζηθικλμνξοπρστυφχψω']
    fc.assert(
      fc.property(fc.constantFrom('surname', 'first_name'), greekName, fc.nat(), fc.constantFrom(...letters), (field, name, at, letter) => {
        const places = [...name.matchAll(/\p{L}/gu)].map(({ index }) => index)
        const place = places[at % places.length] as number
        fc.pre(places.length >= 4 && name.charAt(place).replace('ς', 'σ') !== letter)
        const other = name.slice(0, place) + letter + name.slice(place + 1)
        assert.equal(differs(field as PaperField, name, other), true, `${name}, ${other}`)
      }),
      { numRuns: 500 },
    )
  })

  it('is another with one word more', () => {
    fc.assert(
      fc.property(nameField, greekName, greekWord, (field, name, more) => assert.equal(differs(field, name, `${name} ${more}`), true)),
    )
  })

  it('is itself in the letters of the passport', () => {
    fc.assert(
      fc.property(nameField, greekName, fc.nat(), fc.boolean(), (field, name, at, capitals) => {
        const latin = toLatin(accented(name, at))
        assert.equal(differs(field, name, capitals ? latin.toUpperCase() : latin), false, `${name}, ${latin}`)
      }),
      { numRuns: 500 },
    )
  })

  it('of a father in -ος is itself in the genitive', () => {
    fc.assert(
      fc.property(greekWord, word => {
        const stem = `${word.replace(/[ςν]$/, '')}ρ`
        assert.equal(differs('father_name', `${stem}ος`, `${stem}ου`), false)
        assert.equal(differs('surname', `${stem}ος`, `${stem}ου`), true)
      }),
    )
  })
})

describe('any number', () => {
  const nine = fc.stringMatching(/^\d{9}$/).map(digits => {
    const check = [...'0123456789'].find(digit => parseAfm(digits.slice(0, 8) + digit).ok)
    return digits.slice(0, 8) + (check ?? digits.slice(8))
  })

  it('of taxes differs when one digit does', () => {
    fc.assert(
      fc.property(nine, fc.nat(8), fc.integer({ min: 1, max: 9 }), (afm, at, more) => {
        const digit = (Number(afm.charAt(at)) + more) % 10
        assert.equal(differs('afm', afm, afm.slice(0, at) + digit + afm.slice(at + 1)), true)
      }),
    )
  })

  it('of taxes differs when two digits change places', () => {
    fc.assert(
      fc.property(nine, fc.nat(7), (afm, at) => {
        const [one, two] = [afm.charAt(at), afm.charAt(at + 1)]
        fc.pre(one !== two)
        assert.equal(differs('afm', afm, afm.slice(0, at) + two + one + afm.slice(at + 2)), true)
      }),
    )
  })

  it('of a document differs when one digit does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ΑΒΣΧ]{1,2}\d{6}$/), fc.nat(5), fc.integer({ min: 1, max: 9 }), (number, back, more) => {
        const at = number.length - 1 - back
        const digit = (Number(number.charAt(at)) + more) % 10
        assert.equal(differs('identity_number', number, number.slice(0, at) + digit + number.slice(at + 1)), true)
      }),
    )
  })
})
