/** The four things that a visit at the counter proves. A service says which of them it rests on. */
export const claims = ['identity', 'afm', 'tax_office', 'address'] as const
export type Claim = (typeof claims)[number]
