/** Sessions of people: finding them with whose they are, and ending them. */
export { endOldestSessions, endSessions, findSession } from './session-store.js'
