/** What makes this portal one town's: data, so that the next town needs no code. */
import * as z from 'zod'

const text = z.object({ el: z.string().min(1), en: z.string().min(1) })
const colour = z.string().regex(/^#[0-9a-f]{6}$/i)
const missing = z.string().nullable()

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
})
export type Municipality = z.infer<typeof municipalitySchema>
