/** Everything the clock asks for, of all features. */
import { tasks as accountTasks } from './accounts/registration.js'
import { catalogueTasks } from './catalogue/misses.js'
import type { Task } from './jobs/jobs.js'
import { upkeepTasks } from './jobs/upkeep.js'
import { requestTasks } from './requests/upkeep.js'
import { claimTasks } from './verification/claim-upkeep.js'
import { revocationTasks } from './verification/revocation.js'
import { verificationTasks } from './verification/upkeep.js'

export const tasks: Task[] = [
  ...upkeepTasks,
  ...accountTasks,
  ...catalogueTasks,
  ...requestTasks,
  ...verificationTasks,
  ...claimTasks,
  ...revocationTasks,
]
