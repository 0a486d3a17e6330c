/** Refusals, named by meaning. The web turns each into a status and a page; everything else that is thrown is a fault. */
export class Refusal extends Error {
  constructor(message?: string) {
    super(message)
    this.name = new.target.name
  }
}

export class BadInput extends Refusal {}
export class NotSignedIn extends Refusal {}
/** Decides at the counter, and sits at no window yet. */
export class NotOnDuty extends Refusal {}
export class NotAllowed extends Refusal {}
export class NotFound extends Refusal {}
export class TooLarge extends Refusal {}

/** Somebody was faster, or the page is older than the thing it shows. `text` is a text key that says what changed. */
export class Conflict extends Refusal {
  constructor(
    readonly text: string = 'errors.409.changed',
    readonly values: Record<string, string> = {},
  ) {
    super(text)
  }
}

export class TooMany extends Refusal {
  constructor(readonly retryAfterSeconds: number) {
    super(`too many, again in ${retryAfterSeconds} s`)
  }
}

/** Heavy load or a helper (database, password hashing) out of reach for the moment. */
export class Busy extends Refusal {
  constructor(readonly retryAfterSeconds = 5) {
    super('busy')
  }
}
