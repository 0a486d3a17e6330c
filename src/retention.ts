/** How long things are kept: what the clock sweeps away, how long a cookie lives and what the privacy page says are these very numbers. */
export const kept = {
  neverActivatedDays: 7,
  draftDays: 90,
  /** Counted from the day on which a request is closed. */
  requestYears: 5,
  photoYears: 1,
  /** Proof of what was decided on: as long as the request itself. */
  attachmentYears: 5,
  /** The trail leaves in whole links, by the hand of the database's owner. */
  trailYears: 5,
  /** From which network (IP) somebody acted. */
  addressYears: 1,
  signInYears: 1,
  /** After its use or its end. */
  tokenHours: 24,
  searchMissDays: 365,
  languageCookieDays: 365,
  /** The longest that browsers keep a cookie. */
  deviceCookieDays: 400,
  deskDeviceCookieDays: 180,
} as const
