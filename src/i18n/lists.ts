import type { Language } from './index.js'

const formats = { el: new Intl.ListFormat('el', { type: 'conjunction' }), en: new Intl.ListFormat('en', { type: 'conjunction' }) }

/** «τον ΑΦΜ, τη Δ.Ο.Υ. και τη διεύθυνση» */
export function showList(words: readonly string[], language: Language): string {
  return formats[language].format(words)
}
