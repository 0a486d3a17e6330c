/** The protocol number of an application, as people read it. */
export { showProtocol } from '../requests/protocol.js'
