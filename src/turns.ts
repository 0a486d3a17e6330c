/** Heavy work a few at a time: a flood of it must not freeze the pages of everybody else. */
import { Busy } from './errors.js'

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Runs work when its turn comes, `atOnce` side by side; with `mostWaiting` ahead of it, refuses at once with Busy. */
export function turns(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY): InTurn {
  let running = 0
  const waiting: (() => void)[] = []
  return async function inTurn(work) {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new Busy(10)
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
