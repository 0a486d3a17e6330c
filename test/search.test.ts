/** What people type, and what must come first: or among the first three, where more than one thing may be meant. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Catalogue, createCatalogue } from '../src/catalogue/catalogue.js'
import { looksPersonal } from '../src/catalogue/misses.js'
import { fold, readingsOf, soundStem } from '../src/catalogue/search-words.js'
import type { Portal } from '../src/portal.js'
import { createLog } from '../src/web/log.js'
import { freshDatabase, type TestDatabase } from './support/database.js'

let database: TestDatabase
let catalogue: Catalogue

before(async () => {
  database = await freshDatabase()
  catalogue = await createCatalogue({ pool: database.pool, log: createLog('silent') } as Portal, () => {})
})
after(async () => {
  await catalogue.close()
  await database.drop()
})

const first: Record<string, Record<string, string>> = {
  'as the title says it': {
    'Βεβαίωση μόνιμης κατοικίας': 'vevaiosi-monimis-katoikias',
    Μεταδημότευση: 'metadimotefsi',
    'Δήλωση γέννησης': 'dilosi-gennisis',
    'Πιστοποιητικό γέννησης': 'pistopoiitiko-gennisis',
    'Πρόβλημα καθαριότητας': 'kathariotita-provlima',
  },
  'without accents, in capitals, with other endings': {
    'βεβαιωση κατοικιας': 'vevaiosi-monimis-katoikias',
    'ΒΕΒΑΙΩΣΗ ΜΟΝΙΜΗΣ ΚΑΤΟΙΚΙΑΣ': 'vevaiosi-monimis-katoikias',
    'βεβαιώσεις κατοικίας': 'vevaiosi-monimis-katoikias',
    ΛΑΚΚΟΥΒΑ: 'technika-provlima',
    λακκούβες: 'technika-provlima',
    'πιστοποιητικο οικογενειακης': 'pistopoiitiko-oikogeneiakis-katastasis',
    'πιστοποιητικά εγγύτερων συγγενών': 'pistopoiitiko-eggyteron-syggenon',
    σκουπιδια: 'kathariotita-provlima',
    φανάρι: 'ilektrofotismos-provlima',
    φανάρια: 'ilektrofotismos-provlima',
    'ρυθμιση οφειλης': 'rythmisi-ofeilon',
    'δημοτικη ενημεροτητα': 'dimotiki-enimerotita',
    ταφοσ: 'parachorisi-oikogeneiakou-tafou',
    εκταφές: 'ektafi',
    'κοψιμο δεντρου': 'kopi-dentrou',
  },
  'with dots, question marks and small words': {
    ταπ: 'vevaiosi-mi-ofeilis-tap',
    'τ.α.π.': 'vevaiosi-mi-ofeilis-tap',
    'Τ.Α.Π': 'vevaiosi-mi-ofeilis-tap',
    'πού είναι το ΚΕΠ;': 'kep',
    'Κ.Ε.Π.': 'kep',
    'πως βγαζω πιστοποιητικο γεννησης;': 'pistopoiitiko-gennisis',
    'θέλω να κάνω μεταδημότευση': 'metadimotefsi',
    'χρειάζομαι μια βεβαίωση για την κατοικία μου': 'vevaiosi-monimis-katoikias',
    '  «μισθωση οστεοθυριδας»  ': 'misthosi-osteothyridas',
  },
  'in Greeklish': {
    'vevaiosi katoikias': 'vevaiosi-monimis-katoikias',
    'bebaiwsh katoikias': 'vevaiosi-monimis-katoikias',
    'vevewsi monimhs katikias': 'vevaiosi-monimis-katoikias',
    'xalasmenos kados': 'kathariotita-provlima',
    'halasmenoi kadoi': 'kathariotita-provlima',
    mpaza: 'kathariotita-provlima',
    skoypidia: 'kathariotita-provlima',
    lakouva: 'technika-provlima',
    lakkoubes: 'technika-provlima',
    metadhmoteysh: 'metadimotefsi',
    'pistopoihtiko gennhshs': 'pistopoiitiko-gennisis',
    'adeia gamou': 'adeia-politikou-gamou',
    'kamenh lampa': 'ilektrofotismos-provlima',
    'paidikos stathmos': 'eggrafi-paidikou-stathmou',
    'adespota skylia': 'adespota-zoa',
    'prostimo parking': 'enstasi-prostimou-stathmefsis',
    'vevaiosi κατοικίας': 'vevaiosi-monimis-katoikias',
    trapezokathismata: 'adeia-trapezokathismaton',
  },
  'on the wrong keyboard': {
    'bebaivsh katoikiaw': 'vevaiosi-monimis-katoikias',
    'b;eba;ivsh katoik;iaw': 'vevaiosi-monimis-katoikias',
    lakkoyba: 'technika-provlima',
    'skoyp;idia': 'kathariotita-provlima',
    'metadhm;oteysh': 'metadimotefsi',
    κεπ: 'kep',
    ποτηολε: 'technika-provlima',
    'βιρτη ψερτιφιψατε': 'pistopoiitiko-gennisis',
  },
  'in other words': {
    'αδεια γαμου': 'adeia-politikou-gamou',
    'καμενη λαμπα': 'ilektrofotismos-provlima',
    'σκοτάδι στο δρόμο': 'ilektrofotismos-provlima',
    'σκοτινος δρομος': 'ilektrofotismos-provlima',
    'εσβησε η κολονα': 'ilektrofotismos-provlima',
    στρώμα: 'apokomidi-ogkodon',
    'παλιό ψυγείο': 'apokomidi-ogkodon',
    μπαζα: 'kathariotita-provlima',
    'νηπιαγωγείο δήμου': 'eggrafi-paidikou-stathmou',
    καφετέρια: 'gnostopoiisi-kye',
    'γνήσιο υπογραφής': 'gnisio-ypografis',
    'κλήση παρκαρίσματος': 'enstasi-prostimou-stathmefsis',
  },
  'with a slip': {
    λακουβα: 'technika-provlima',
    λακούβρα: 'technika-provlima',
    'πιστοπιητικο γενισης': 'pistopoiitiko-gennisis',
    μεταδημοτευσι: 'metadimotefsi',
    σκουπηδια: 'kathariotita-provlima',
    'οικογενιακης καταστασης': 'pistopoiitiko-oikogeneiakis-katastasis',
    pothloe: 'technika-provlima',
  },
  'in English': {
    pothole: 'technika-provlima',
    potholes: 'technika-provlima',
    'birth certificate': 'pistopoiitiko-gennisis',
    'residence certificate': 'vevaiosi-monimis-katoikias',
    'street light': 'ilektrofotismos-provlima',
    rubbish: 'kathariotita-provlima',
    'stray dog': 'adespota-zoa',
    nursery: 'eggrafi-paidikou-stathmou',
    'civil wedding': 'adeia-politikou-gamou',
    'old sofa': 'apokomidi-ogkodon',
    'how do I pay with an RF code?': 'ilektronikes-pliromes',
    'fallen tree': 'prasino-provlima',
  },
}

const among: Record<string, string[]> = {
  bebaivsh: ['vevaiosi-monimis-katoikias'],
  γέννηση: ['pistopoiitiko-gennisis', 'dilosi-gennisis', 'antigrafo-lixiarchikis-praxis-gennisis'],
  γάμος: ['adeia-politikou-gamou', 'dilosi-gamou'],
  θάνατος: ['dilosi-thanatou', 'antigrafo-lixiarchikis-praxis-thanatou'],
  δέντρο: ['prasino-provlima', 'kladema-dentrou', 'kopi-dentrou'],
  κάδος: ['kathariotita-provlima'],
  'birth certificate': ['antigrafo-lixiarchikis-praxis-gennisis'],
  οφειλές: ['katastasi-ofeilon', 'rythmisi-ofeilon'],
  σκουπίδια: ['apokomidi-ogkodon'],
  'χωράφι με χόρτα': ['katharismos-oikopedon'],
  'ΑμεΑ πάρκινγκ': ['thesi-stathmefsis-amea'],
}

describe('the search', () => {
  for (const [manner, queries] of Object.entries(first)) {
    describe(manner, () => {
      for (const [query, slug] of Object.entries(queries)) {
        it(`«${query}»`, async () => {
          const { services } = await catalogue.search(query)
          assert.equal(
            services[0]?.slug,
            slug,
            services
              .slice(0, 5)
              .map(service => service.slug)
              .join(' '),
          )
        })
      }
    })
  }

  describe('among the first three', () => {
    for (const [query, slugs] of Object.entries(among)) {
      it(`«${query}»`, async () => {
        const { services } = await catalogue.search(query)
        const three = services.slice(0, 3).map(service => service.slug)
        for (const slug of slugs) assert.ok(three.includes(slug), `${slug} is not in ${three.join(' ')}`)
      })
    }
  })

  it('says at once what others do, and still shows what the municipality does', async () => {
    const lights = await catalogue.search('φανάρι')
    assert.deepEqual([lights.sure, lights.answers[0]?.key], [true, 'traffic_light'])
    const rubbish = await catalogue.search('σκουπίδια')
    assert.equal(rubbish.sure, false)
    assert.equal((await catalogue.search('ταυτότητα')).answers[0]?.key, 'identity_card')
  })

  it('tells what it found from what is only like it', async () => {
    assert.equal((await catalogue.search('λακκούβα')).found, true)
    const slip = await catalogue.search('λακούβρα')
    assert.deepEqual([slip.found, slip.services.length > 0], [false, true])
    assert.deepEqual(await catalogue.search('ζζζζκκκκ'), { found: false, services: [], answers: [], sure: true })
  })

  it('answers everything that can be typed', async () => {
    for (const query of [
      '',
      ' ',
      ';',
      '...',
      "'",
      "' or 1=1 --",
      '\\',
      '%',
      '_',
      '&|!():*',
      '<script>',
      '😀',
      'ΐ',
      'a'.repeat(5000),
      'α '.repeat(500),
      '1',
      '\u202e',
      'ﷺ',
    ]) {
      await assert.doesNotReject(catalogue.search(query), query.slice(0, 20))
    }
  })
})

describe('the words of a search', () => {
  it('are small letters without accents, one sigma, no dots', () => {
    assert.equal(fold('  «Τ.Α.Π.» ΔΡΌΜΟΣ, ς; '), 'ταπ δρομοσ σ')
  })

  it('share their sound whatever their ending', () => {
    assert.equal(new Set(['kados', 'kadi', 'kadus', 'kadon'].map(soundStem)).size, 1)
    assert.equal(new Set(['provlima', 'provlimata', 'provlimatos'].map(soundStem)).size, 1)
    assert.equal(soundStem('kep'), 'kep')
  })

  it('that say nothing are left out, unless there are no others', () => {
    assert.deepEqual(new Set(readingsOf('για την άδεια').map(reading => reading.term)).size, 1)
    assert.equal(readingsOf('για').length > 0, true)
    assert.deepEqual(readingsOf(';;;'), [])
  })
})

describe('what was not found', () => {
  it('is not written down when it could be somebody’s', () => {
    for (const query of ['123456789', 'αφμ 123 456 789', '6912345678', '210-5021300', 'maria@example.org', 'ΑΒ 123456', '1234'])
      assert.equal(looksPersonal(query), true, query)
    for (const query of ['λακούβρα', 'φορμα Ε1', 'ζζζ 12']) assert.equal(looksPersonal(query), false, query)
  })
})
