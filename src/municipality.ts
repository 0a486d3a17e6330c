/** What makes this portal one town's: data, so that the next town needs no code. */
import * as z from 'zod'

const text = z.object({ el: z.string().min(1), en: z.string().min(1) })
const colour = z.string().regex(/^#[0-9a-f]{6}$/i)
const missing = z.string().nullable()

/** Millimetres. */
const mm = z.number().min(0).max(1000)
const box = { left: mm, top: mm, width: mm.min(20), height: mm.min(15) }

/** Labels to a sheet, the first one at left and top, each next one so many millimetres on. */
const labels = z
  .strictObject({
    slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    title: text,
    page: z.strictObject({ width: mm.min(20), height: mm.min(15) }),
    columns: z.int().min(1).max(10),
    rows: z.int().min(1).max(30),
    across: mm,
    down: mm,
    ...box,
  })
  .refine(
    ({ page, left, top, width, height, columns, rows, across, down }) =>
      left + (columns - 1) * across + width <= page.width && top + (rows - 1) * down + height <= page.height,
    'the labels do not fit on the page',
  )
  .refine(({ columns, rows, width, height, across, down }) => (columns === 1 || across >= width) && (rows === 1 || down >= height), {
    error: 'the labels cover one another',
  })
export type LabelFormat = z.infer<typeof labels>

const a4 = { width: 210, height: 297 }
const single = { columns: 1, rows: 1, across: 0, down: 0 }
const usualWindow = { left: 20, top: 48, width: 85, height: 35 }

/** What stationers sell, and a sheet for envelopes with a window. */
const usualLabels: LabelFormat[] = [
  {
    slug: 'a4-3x8',
    title: { el: 'Α4, 24 ετικέτες 70 × 37 mm', en: 'A4, 24 labels 70 × 37 mm' },
    page: a4,
    columns: 3,
    rows: 8,
    left: 0,
    top: 0.5,
    width: 70,
    height: 37,
    across: 70,
    down: 37,
  },
  {
    slug: 'a4-2x7',
    title: { el: 'Α4, 14 ετικέτες 99,1 × 38,1 mm', en: 'A4, 14 labels 99.1 × 38.1 mm' },
    page: a4,
    columns: 2,
    rows: 7,
    left: 4.65,
    top: 15.15,
    width: 99.1,
    height: 38.1,
    across: 101.6,
    down: 38.1,
  },
  {
    slug: 'a4-2x4',
    title: { el: 'Α4, 8 ετικέτες 99,1 × 67,7 mm', en: 'A4, 8 labels 99.1 × 67.7 mm' },
    page: a4,
    columns: 2,
    rows: 4,
    left: 4.65,
    top: 13.1,
    width: 99.1,
    height: 67.7,
    across: 101.6,
    down: 67.7,
  },
  {
    slug: 'roll-100x62',
    title: { el: 'Ρολό, μία ετικέτα 100 × 62 mm', en: 'Roll, one label 100 × 62 mm' },
    page: { width: 100, height: 62 },
    ...single,
    left: 0,
    top: 0,
    width: 100,
    height: 62,
  },
  {
    slug: 'window',
    title: { el: 'Φύλλο για φάκελο με παράθυρο', en: 'Sheet for a window envelope' },
    page: a4,
    ...single,
    ...usualWindow,
  },
]

const tracking = z.url({ protocol: /^https$/ }).includes('{number}', 'must have {number} where the number goes')

/** What the municipality has agreed with whoever carries its papers. How the postage is collected is theirs: no more is promised than stands here. */
const post = z.strictObject({
  operator: text.default({ el: 'ΕΛΤΑ', en: 'ELTA (Hellenic Post)' }),
  /** What the recipient pays; null: as the operator's price list says. */
  postageCents: z.int().min(0).nullable().default(null),
  trackingUrl: z.strictObject({ el: tracking, en: tracking }).nullable().default(null),
  /** After so many days a citizen may say that nothing came. */
  notArrivedDays: z.int().min(1).max(90).default(10),
  /** After so many days without a word the matter is closed; null: never by itself. */
  completedDays: z.int().min(14).max(365).nullable().default(60),
  /** Where the address of a cover letter shows through the envelope. */
  window: z.strictObject(box).default(usualWindow),
  labels: z.array(labels).min(1).default(usualLabels),
})

/** `null` under privacy and accessibility means «the municipality has yet to say»: administrators see it as missing. */
export const municipalitySchema = z.strictObject({
  name: text,
  town: text,
  email: z.email(),
  website: z.url(),
  phones: z.array(z.string()).min(1),
  address: text,
  hours: text,
  counter: text,
  postalCodes: z.array(z.string()),
  colours: z.object({ brand: colour, brandDark: colour, accent: colour }),
  mark: z.string(),
  map: z.object({
    lat: z.number(),
    lng: z.number(),
    zoom: z.number(),
    box: z.object({ south: z.number(), north: z.number(), west: z.number(), east: z.number() }),
  }),
  privacy: z.object({ dpo: missing, hosting: missing, mailProvider: missing, postalOperator: missing, transfers: missing.default(null) }),
  accessibility: z.object({ assessedOn: missing, assessedBy: missing }),
  post: post.prefault({}),
})
export type Municipality = z.infer<typeof municipalitySchema>
