/** What a file is, by the bytes themselves: names and declared types prove nothing. */

/** JPEG, PNG or WebP. */
export function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12)
  return head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n') || (head.startsWith('RIFF') && head.endsWith('WEBP'))
}

export const isPdf = (bytes: Buffer) => bytes.toString('latin1', 0, 5) === '%PDF-'
