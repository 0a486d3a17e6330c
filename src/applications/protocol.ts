/** The registry's number of an application. */
export { type Protocol, showProtocol } from '../requests/protocol.js'
