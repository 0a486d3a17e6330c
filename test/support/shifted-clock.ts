/** Loaded before the portal: its clock goes wrong by CLOCK_HOURS, the database's does not. */

const shift = Number(process.env.CLOCK_HOURS) * 3_600_000
const RealDate = Date

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length ? given : [RealDate.now() + shift]) as [number]))
  }

  static override now(): number {
    return RealDate.now() + shift
  }
}

globalThis.Date = ShiftedDate as DateConstructor
