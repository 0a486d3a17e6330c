/** Work that no web request waits for: letters, and what the clock asks for. */
import { type Delivery, startDelivery } from '../mail/delivery.js'
import type { Portal } from '../portal.js'

export type Jobs = { deliverMail: Delivery['deliverNow']; stop(): Promise<void> }

/** A task is run by the clock of `crontab`; it gets the portal and does one thing, as often as it likes. */
export type Task = { name: string; cron: string; run(portal: Portal): Promise<void> }

/** Letters start at once; the clock's runner is heavy, so it comes after the first page could be served. */
export async function startJobs(portal: Portal, tasks: Task[] = []): Promise<Jobs> {
  const delivery = startDelivery(portal)
  const clock = tasks.length ? startClock(portal, tasks) : undefined
  return { deliverMail: delivery.deliverNow, stop }

  async function stop(): Promise<void> {
    await delivery.stop()
    await (await clock)?.stop()
  }
}

async function startClock(portal: Portal, tasks: Task[]) {
  await new Promise(resolve => setImmediate(resolve))
  const { run, Logger } = await import('graphile-worker')
  const log = portal.log.child({ part: 'jobs' })
  return run({
    pgPool: portal.pool,
    concurrency: 1,
    noHandleSignals: true,
    crontab: tasks.map(({ cron, name }) => `${cron} ${name} ?fill=1d`).join('\n'),
    taskList: Object.fromEntries(tasks.map(task => [task.name, () => task.run(portal)])),
    logger: new Logger(() => (level, message) => log[level === 'error' || level === 'warning' ? 'warn' : 'debug'](message)),
  })
}
