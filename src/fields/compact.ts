/** Numbers and codes as people copy them: full-width digits made plain; spaces, dots, dashes and invisible characters dropped. */
export function compact(input: string): string {
  return input.normalize('NFKC').replace(/[\s.\-‐-―−_/\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu, '')
}
