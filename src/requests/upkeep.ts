/** What the clock sweeps away of requests. */
import type { Task } from '../jobs/jobs.js'
import { anonymiseOldRequests, deleteOldDrafts, deleteOldPhotos } from './upkeep-store.js'
import { deleteOldViewers } from './viewer-store.js'

export const requestTasks: Task[] = [
  {
    name: 'requests-clean-up',
    cron: '37 3 * * *',
    async run({ pool }) {
      await deleteOldDrafts(pool)
      await deleteOldPhotos(pool)
      await anonymiseOldRequests(pool)
      await deleteOldViewers(pool)
    },
  },
]
