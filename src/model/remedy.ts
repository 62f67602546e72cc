/**
 * Something to do about a cause. `fix` removes it, `workaround` lives with it, `experiment` tests the diagnosis.
 * `commands` run as they stand on `where`; `undo` takes them back; `check` shows that they worked.
 */
export interface Remedy {
  readonly kind: 'fix' | 'workaround' | 'experiment'
  /** The host or device and its system: "either end (Linux)", "the firewall", "media server (Windows)". */
  readonly where: string
  readonly text: string
  readonly commands: readonly string[]
  readonly risk: string
  readonly undo: string
  readonly check: string
}
