/** Sums of money as people here write them. Kept in whole cents everywhere. */
import type { Language } from './index.js'

/** 123456 → 1.234,56 € in Greek, €1,234.56 in English. */
export function showMoney(cents: number, language: Language): string {
  const whole = String(Math.trunc(Math.abs(cents) / 100)).replace(/\B(?=(\d{3})+$)/g, language === 'el' ? '.' : ',')
  const rest = String(Math.abs(cents) % 100).padStart(2, '0')
  const sign = cents < 0 ? '−' : ''
  return language === 'el' ? `${sign}${whole},${rest} €` : `${sign}€${whole}.${rest}`
}
