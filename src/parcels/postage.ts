/** What the post costs whoever receives: as the municipality says it, and no more than that. */
import type { Language, Translate } from '../i18n/index.js'
import { showMoney } from '../i18n/money.js'
import type { Municipality } from '../municipality.js'

/** A whole sentence. `free`: the municipality erred, and pays. */
export function showPostage(t: Translate, post: Municipality['post'], language: Language, free = false): string {
  if (free) return t('parcels.postage.free')
  const operator = post.operator[language]
  if (post.postageCents === null) return t('parcels.postage.byTariff', { operator })
  return t('parcels.postage.amount', { operator, amount: showMoney(post.postageCents, language) })
}

/** Where the journey of a parcel is told; undefined where the municipality names no such address. */
export function trackingUrl(post: Municipality['post'], language: Language, tracking: string): string | undefined {
  return post.trackingUrl?.[language].replace('{number}', encodeURIComponent(tracking))
}
