/** The second factor: six digits every thirty seconds, from a secret that the phone and we share. */
const period = 30

const otplib = () => import('otplib')

export async function newTotpSecret(): Promise<string> {
  return (await otplib()).generateSecret()
}

/** The step that a code belongs to: now, the one before or the one after. Undefined for a wrong code. `epoch` in seconds. */
export async function stepOf(secret: string, code: string, epoch: number): Promise<number | undefined> {
  if (!/^\d{6}$/.test(code)) return undefined
  const result = await (await otplib()).verify({ secret, token: code, epoch: Math.floor(epoch), epochTolerance: period })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}

/** What an authenticator reads from the picture. */
export async function totpUri(secret: string, issuer: string, username: string): Promise<string> {
  return (await otplib()).generateURI({ secret, issuer, label: username })
}

/** `ABCD EFGH …`, to be typed where a camera does not help. */
export function showSecret(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}
