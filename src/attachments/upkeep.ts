/** What the clock sweeps away of attachments; a draft that goes takes its own along. */
import type { Task } from '../jobs/jobs.js'
import { deleteOldAttachments } from './store.js'

export const attachmentTasks: Task[] = [{ name: 'attachments-clean-up', cron: '43 3 * * *', run: ({ pool }) => deleteOldAttachments(pool) }]
