import type { Config } from '../config.js'

/** For whoever finds a weakness (RFC 9116); `now` is when the portal starts. */
export function securityText({ municipality, publicUrl }: Pick<Config, 'municipality' | 'publicUrl'>, now: Date): string {
  const expires = new Date(now)
  expires.setUTCFullYear(now.getUTCFullYear() + 1)
  return [
    `Contact: mailto:${municipality.email}`,
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: el, en',
    `Canonical: ${publicUrl}/.well-known/security.txt`,
    '',
  ].join('\n')
}
