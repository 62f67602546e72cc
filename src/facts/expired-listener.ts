import type { Event, EventOf, Evidence } from '../model/index.ts'

/** A socket that waited for a partner, gave up, and was then asked for. */
export interface ExpiredListener {
  readonly key: string
  readonly expired: EventOf<'listener.expired'>
  readonly opened?: EventOf<'listener.opened'>
  /** Attempts to reach it, refused. */
  readonly refusals: readonly EventOf<'connect.failed'>[]
  /** From the expiry to the first refusal, where their clocks are related. */
  readonly lateByUs?: number
}

/** Finds the listener whose expiry explains refused connections; one without refusals only when no other exists. */
export function expiredListener(evidence: Evidence): ExpiredListener | undefined {
  const found = evidence.of('listener.expired').map((expired) => listenerOf(expired, evidence))
  return found.find((listener) => listener.refusals.length > 0) ?? found[0]
}

function listenerOf(expired: EventOf<'listener.expired'>, evidence: Evidence): ExpiredListener {
  const opened = evidence.of('listener.opened').find((event) => event.key === expired.key)
  const refusals = evidence.of('connect.failed').filter((event) => event.errno === 'ECONNREFUSED' && isFor(event, expired.key))
  const gap = evidence.timeline.gap(expired.when, refusals[0]?.when)
  return {
    key: expired.key,
    expired,
    refusals,
    ...(opened === undefined ? {} : { opened }),
    ...(gap === undefined ? {} : { lateByUs: gap.us }),
  }
}

/** A listener's key ends in its port: `ipc 57276`. */
function isFor(event: Event & { readonly port?: number }, key: string): boolean {
  return event.port !== undefined && key.split(/\D+/).includes(String(event.port))
}
