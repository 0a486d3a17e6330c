/** Two servers against each other, A B then B A, until each has been first as often as the other. Ratios are of the same round. */
import type { Measured } from './load.js'

type Run<T> = () => Promise<T>

export type Pair<Ours, Theirs = Ours> = { ours: Ours; theirs: Theirs }

export async function rounds<Ours, Theirs>(many: number, ours: Run<Ours>, theirs: Run<Theirs>): Promise<Pair<Ours, Theirs>[]> {
  await ours()
  await theirs()
  const pairs: Pair<Ours, Theirs>[] = []
  for (let round = 0; round < many; round++) {
    if (round % 2 === 0) pairs.push({ ours: await ours(), theirs: await theirs() })
    else {
      const first = await theirs()
      pairs.push({ theirs: first, ours: await ours() })
    }
  }
  return pairs
}

export type Spread = { median: number; least: number; most: number }

export function spreadOf(values: number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 ? sorted[middle] : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
  return { median: median as number, least: sorted[0] as number, most: sorted.at(-1) as number }
}

/** How much of the yardstick we reach: by processor time a request where the system tells it, else by rate. */
export function shareOf({ ours, theirs }: Pair<Measured>): number {
  return Number.isNaN(ours.cpu) ? ours.rate / theirs.rate : theirs.cpu / ours.cpu
}

export const show = (value: number, digits = 2) => value.toFixed(digits)

export function showSpread({ median, least, most }: Spread, digits = 2): string {
  return `${show(median, digits)} (${show(least, digits)}–${show(most, digits)})`
}

/** The least of several is what the work costs; what is above it came from the neighbours. */
export function inWords(all: Measured[]): string {
  const rate = spreadOf(all.map(one => one.rate)).median
  const cpu = spreadOf(all.map(one => one.cpu))
  return `${show(cpu.median, 0)} µs (least ${show(cpu.least, 0)}), ${show(rate, 0)}/s, p50 ${show(spreadOf(all.map(one => one.p50)).median, 1)} p99 ${show(spreadOf(all.map(one => one.p99)).median, 1)} ms`
}
