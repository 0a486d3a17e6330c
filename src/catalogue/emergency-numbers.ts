import type { Bilingual } from '../i18n/index.js'

type Emergency = { call: string; who: Bilingual; when: Bilingual }
export type EmergencyNumber = { call: string; who: Bilingual; reasons: Bilingual[] }

/** One row a number, in the order in which the numbers first come up. */
export function emergencyNumbers(emergencies: readonly Emergency[]): EmergencyNumber[] {
  const rows = new Map<string, EmergencyNumber>()
  for (const { call, who, when } of emergencies) {
    const row = rows.get(call) ?? { call, who, reasons: [] }
    row.reasons.push(when)
    rows.set(call, row)
  }
  return [...rows.values()]
}
