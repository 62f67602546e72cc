import type { Evidence, EventOf } from '../../model/index.ts'

/** What ssh says of a host key that is another than before. */
export interface ChangedKey {
  /** As ssh was asked for it. */
  readonly host?: string
  /** "line 14 of /root/.ssh/known_hosts". */
  readonly knownAt?: string
}

/** The key that has changed, by ssh's own words; undefined where the key may just as well be unknown. */
export function changedKey(evidence: Evidence): ChangedKey | undefined {
  const refusals = evidence.of('access.refused')
  const seen = evidence.of('setting.seen').find(({ name }) => name === 'offending host key')
  const told = refusals.find(({ quote }) => /IDENTIFICATION HAS CHANGED|host key .{0,80}has changed/i.test(quote))
  if (told === undefined && !(seen !== undefined && refusals.some(isHostKey))) return undefined
  const host = told === undefined ? undefined : /host key for (\S{1,120}) has changed/i.exec(told.quote)?.[1]
  const at = seen === undefined ? undefined : /^(.{1,300}):(\d{1,7})$/.exec(seen.value)
  return {
    ...(host === undefined ? {} : { host }),
    ...(at === undefined || at === null ? {} : { knownAt: `line ${at[2] ?? ''} of ${at[1] ?? ''}` }),
  }
}

/** Whether ssh turned back before any login because it does not trust the other host. */
export function isHostKey({ quote, detail }: EventOf<'access.refused'>): boolean {
  return /host key|HOST IDENTIFICATION/i.test(`${quote} ${detail ?? ''}`)
}
