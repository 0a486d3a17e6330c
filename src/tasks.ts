/** Everything the clock asks for, of all features. */
import { tasks as accountTasks } from './accounts/registration.js'
import { applicationKinds } from './applications/application.js'
import { appointmentTasks } from './appointments/upkeep.js'
import { attachmentTasks } from './attachments/upkeep.js'
import { catalogueTasks } from './catalogue/misses.js'
import { holidayTasks } from './holidays/holiday.js'
import type { Task } from './jobs/jobs.js'
import { upkeepTasks } from './jobs/upkeep.js'
import { parcelTasks } from './parcels/upkeep.js'
import { deadlineTasks } from './requests/deadline-watch.js'
import { requestTasks } from './requests/upkeep.js'
import { claimTasks } from './verification/claim-upkeep.js'
import { revocationTasks } from './verification/revocation.js'
import { verificationTasks } from './verification/upkeep.js'

export const tasks: Task[] = [
  ...upkeepTasks,
  ...accountTasks,
  ...catalogueTasks,
  ...requestTasks,
  ...deadlineTasks,
  ...attachmentTasks,
  ...parcelTasks(applicationKinds),
  ...claimTasks,
  ...revocationTasks,
  ...holidayTasks,
  ...appointmentTasks,
  ...verificationTasks,
]
