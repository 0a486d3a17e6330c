/** The number under which the municipality has entered a paper, as people read it. */
export { type Protocol, showProtocol } from '../requests/protocol.js'
