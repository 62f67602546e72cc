import { type Event, usPerMinute, usPerSecond } from '../model/index.ts'

/**
 * Linux repeats what is not answered until the time for 15 retransmissions is over (`tcp_retries2`, ip-sysctl): from RTOs of 0.2 s that double up to 120 s
 * (TCP_RTO_MIN, TCP_RTO_MAX) that is 924.6 s, and it looks at the next RTO only, up to 120 s later. Other systems are sooner: FreeBSD after 12 retransmissions of at
 * most 64 s, Solaris after 8 minutes, Windows after 5 retransmissions. RFC 6298 bounds a single RTO from below and RFC 9293 asks for at least 100 s in all.
 */
const linuxGivesUpUs = (924.6 + 120) * usPerSecond

/** What a program takes to log it, and clocks that are a little apart. */
const toldWithinUs = 155.4 * usPerSecond

/** At most so long after the first packet that met silence a system tells its program `Connection timed out`: 20 minutes. */
export const givesUpWithinUs = linuxGivesUpUs + toldWithinUs

/** Where something answers, the next packet learns of it: a busy connection at once, one in the middle of long waits between its retransmissions or its data within minutes. */
const answeredWithinUs = 15 * usPerMinute

/** The soonest that TCP gives an answerless connection up: RFC 9293 (R2) asks for 100 s, which Linux keeps with the lowest `tcp_retries2` in use, 8; Windows takes about 10 s and up. */
const soonestOfLinuxUs = 100 * usPerSecond
const soonestOfAnyUs = 10 * usPerSecond

/** At least so long after the first packet that met silence a system gives up by itself; the number of the error names Linux. */
export function givesUpNotBeforeUs({ quote }: Event): number {
  return /\(110\)|\berrno[ =:]{1,3}110\b|\bos error 110\b/.test(quote) ? soonestOfLinuxUs : soonestOfAnyUs
}

/** How long before this failure that may have happened which brought it about, by what a connection needs to notice. */
export function noticedWithinUs(failure: Event): number {
  switch (failure.kind) {
    case 'timer.expired':
      return Math.max(givesUpWithinUs, (failure.limitUs ?? 0) + toldWithinUs)
    case 'connection.failed':
      return failure.errno === 'ECONNRESET' || failure.errno === 'EPIPE' || failure.errno === 'ECONNABORTED' ? answeredWithinUs : givesUpWithinUs
    case 'connection.closed':
      return answeredWithinUs
    default:
      return givesUpWithinUs
  }
}
