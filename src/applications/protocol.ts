/** The number under which the municipality has entered a paper, as people read it. */
export { showProtocol } from '../requests/number.js'
