/** Codes as modules, to be drawn at any size without losing an edge. */

/** Widths of bars and gaps in turn, a bar first. */
export type Bars = number[]
/** `dark` row by row, `size` in each. */
export type Matrix = { size: number; dark: boolean[] }

/** Code 128, which every hand scanner types as if it were a keyboard. */
export async function readBars(text: string): Promise<Bars> {
  return (await raw<{ sbs: number[] }>('code128', text)).sbs
}

/** QR, to point a phone at. */
export async function readMatrix(text: string): Promise<Matrix> {
  const { pixs, pixx } = await raw<{ pixs: number[]; pixx: number }>('qrcode', text)
  return { size: pixx, dark: pixs.map(one => one === 1) }
}

async function raw<T>(bcid: string, text: string): Promise<T> {
  const { raw } = (await import('bwip-js/node')).default
  return raw({ bcid, text })[0] as T
}
