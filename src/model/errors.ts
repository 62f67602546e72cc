/** Something the user can put right: what happened, where, and what to do. Anything else that throws is a bug. */
export class HoldfastError extends Error {
  readonly code: string
  readonly fix: string

  constructor(code: string, told: { readonly what: string; readonly fix: string; readonly cause?: unknown }) {
    super(told.what, told.cause === undefined ? undefined : { cause: told.cause })
    this.name = 'HoldfastError'
    this.code = code
    this.fix = told.fix
  }
}
