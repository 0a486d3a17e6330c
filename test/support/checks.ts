/** What is looked at on every page. */
import { type ConfigData, HtmlValidate } from 'html-validate'

/** All recommended rules but what is a matter of taste, and what this house keeps in another way. */
const rules = {
  'no-trailing-whitespace': 'off', // left where a tag of the view stood
  'long-title': 'off', // the municipality's name is part of it
  'doctype-style': 'off',
  'require-sri': ['error', { target: 'crossorigin' }], // everything comes from here
  'tel-non-breaking': 'off', // the style keeps numbers in one line; «Call 112» is no number
  'aria-label-misuse': ['error', { allowAnyNamable: true }], // a list may have a name
  'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }],
} satisfies ConfigData['rules']

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended', 'html-validate:document'], rules })

/** Each with the line it stands on. */
export async function htmlProblems(html: string): Promise<string[]> {
  const lines = html.split('\n')
  const { results } = await validator.validateString(html)
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${ruleId}: ${message} (${lines[line - 1]?.trim().slice(0, 120)})`)
}

/** Papers and codes as they are printed; the language link; the people of this test and what they wrote. */
const greekAllowed = /ΑΦΜ|ΑΜΚΑ|ΔΟΥ|Δ\.Ο\.Υ\.|ΑΒ 123456|χ\.α\.|12Α|Ελληνικά|Μαρία|Δοκιμάκη|Υπάλληλος|Ξάνθου|Δεν ανάβει|Λάβαμε το αίτημά σας/g

/** Greek letters that stand outside what is marked as Greek, and outside the lists of streets and tax offices, which are names. */
export function greekOn(html: string): string {
  const shown = html
    .replace(/<datalist[\s\S]*?<\/datalist>|<select[^>]*name="(street|tax_office)"[\s\S]*?<\/select>/g, ' ')
    .replace(/<(\w+)[^>]*\slang="el"[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(greekAllowed, ' ')
  return [...new Set(shown.match(/[\u0370-\u03ff\u1f00-\u1fff][\u0370-\u03ff\u1f00-\u1fff\s,.]*/g) ?? [])].slice(0, 5).join(' | ')
}
