/** What the clock does with parcels: closes what was posted long ago without a word since, forgets what is old. */
import { visitor } from '../access/actor.js'
import { transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import type { Task } from '../jobs/jobs.js'
import type { Portal } from '../portal.js'
import { makeMove } from '../requests/handling.js'
import type { RequestKind } from '../requests/kind.js'
import { kept } from '../retention.js'
import { deleteOldParcels, listPresumed, type Presumed, updateToEnded } from './store.js'

const mostANight = 500

export function parcelTasks(kinds: readonly RequestKind[]): Task[] {
  return [
    {
      name: 'parcels-clean-up',
      cron: '22 4 * * *',
      async run(portal) {
        await deleteOldParcels(portal.pool, kept.requestYears)
        const days = portal.config.municipality.post.completedDays
        if (days === null) return
        for (const parcel of await listPresumed(portal.pool, days, mostANight)) await presumeArrived(portal, kinds, parcel)
      },
    },
  ]
}

/** Whoever says something at this very moment is heard: the next night looks again. */
async function presumeArrived(portal: Portal, kinds: readonly RequestKind[], parcel: Presumed): Promise<void> {
  const kind = kinds.find(one => one.kind === parcel.kind)
  if (!kind) return
  await transaction(portal.pool, async tx => {
    await makeMove(tx, portal, kind, visitor, { id: parcel.requestId, version: parcel.version }, 'presumed_arrived')
    await updateToEnded(tx, parcel.id, 'delivered')
  }).catch(error => {
    if (!(error instanceof Conflict)) throw error
  })
}
