/** Sessions of people: finding them with whose they are, and ending them. */
export { countSessions, endOldestSessions, endSession, endSessions, findSession, listSessions } from './session-store.js'
