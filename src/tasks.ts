/** Everything the clock asks for, of all features. */
import { tasks as accountTasks } from './accounts/registration.js'
import type { Task } from './jobs/jobs.js'
import { upkeepTasks } from './jobs/upkeep.js'

export const tasks: Task[] = [...upkeepTasks, ...accountTasks]
