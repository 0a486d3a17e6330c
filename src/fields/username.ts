export type UsernameError = 'username.length' | 'username.greek' | 'username.characters' | 'username.start'
export type ParsedUsername = { ok: true; username: string } | { ok: false; error: UsernameError }

/** 4 to 30 Latin letters, digits, dots, underscores and hyphens, beginning with a letter or digit. */
export function parseUsername(input: string): ParsedUsername {
  const username = input.trim()
  if (/\p{Script=Greek}/u.test(username)) return { ok: false, error: 'username.greek' }
  if (!/^[A-Za-z0-9._-]*$/.test(username)) return { ok: false, error: 'username.characters' }
  if (username.length < 4 || username.length > 30) return { ok: false, error: 'username.length' }
  return /^[._-]/.test(username) ? { ok: false, error: 'username.start' } : { ok: true, username }
}

/** Usernames are one and the same whatever their capitals. */
export function usernameKey(username: string): string {
  return username.trim().toLowerCase()
}
