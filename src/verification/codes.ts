/** The code of a slip as a scanner reads it. Pictures as `data:` addresses: no request of its own carries the code. */

type Options = Parameters<typeof import('bwip-js/node').toSVG>[0]

async function picture(options: Options): Promise<string> {
  const { toSVG } = (await import('bwip-js/node')).default
  return `data:image/svg+xml;base64,${Buffer.from(toSVG(options)).toString('base64')}`
}

/** Code 128, which every hand scanner types as if it were a keyboard. */
export function barcodeOf(code: string): Promise<string> {
  return picture({ bcid: 'code128', text: code, height: 12, paddingwidth: 10, paddingheight: 4 })
}

export function qrOf(code: string): Promise<string> {
  return picture({ bcid: 'qrcode', text: code, padding: 4 })
}
