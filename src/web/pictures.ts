/** Codes as cameras and scanners read them. Pictures as `data:` addresses: no request of its own carries the code. */

type Options = Parameters<typeof import('bwip-js/node').toSVG>[0]

async function picture(options: Options): Promise<string> {
  const { toSVG } = (await import('bwip-js/node')).default
  return `data:image/svg+xml;base64,${Buffer.from(toSVG({ ...options, backgroundcolor: 'FFFFFF' })).toString('base64')}`
}

/** Code 128, which every hand scanner types as if it were a keyboard. */
export function barcodePicture(code: string): Promise<string> {
  return picture({ bcid: 'code128', text: code, height: 12, paddingwidth: 10, paddingheight: 4 })
}

/** `text` to point a phone at. */
export function qrPicture(text: string): Promise<string> {
  return picture({ bcid: 'qrcode', text, padding: 4 })
}
