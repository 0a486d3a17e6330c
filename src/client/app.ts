/** What every page gains from scripts. Nothing here is needed for anything to work. */
import { Button, CharacterCount, createAll, ErrorSummary, PasswordInput } from 'govuk-frontend'
import { closeOthers } from './parts/drops'
import { enterNext } from './parts/enter'
import { fold } from './parts/fold'
import { pressByKey } from './parts/keys'
import { printButtons } from './parts/print'
import { emptyAtRest } from './parts/rest'
import { watchSession } from './parts/session'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [Button, CharacterCount, PasswordInput, ErrorSummary]) createAll(component)
fold(document)
enterNext()
closeOthers(document)
watchSession()
printButtons(document)
pressByKey()
emptyAtRest()
