/** What is true of the request under way, for the trail and the log, without handing it through every function. */
import { AsyncLocalStorage } from 'node:async_hooks'

type Context = { requestId: string; address: string; device: string | null }

const none: Context = { requestId: '', address: '', device: null }
const storage = new AsyncLocalStorage<Context>()

export function context(): Context {
  return storage.getStore() ?? none
}

export function withContext<T>(values: Context, work: () => T): T {
  return storage.run(values, work)
}
