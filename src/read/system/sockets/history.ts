import { usPerMs, usPerSecond } from '../../../model/index.ts'
import type { Look, Taken } from './look.ts'

export interface Seen {
  readonly look: Look
  readonly taken: Taken
}

/** A stretch of rounds in which one condition held. */
export interface Stretch {
  readonly first: Seen
  readonly last: Seen
  readonly looks: number
}

/** An answer this recent shows a connection alive. */
const aliveWithinUs = 1.5 * usPerSecond
/** Linux's shortest retransmission timeout (TCP_RTO_MIN); probes of a closed window start from about it and double. */
const shortestTimeoutUs = 200 * usPerMs
/** A window this small a share of a segment cannot be what a receiver means: Linux never lets a buffer fall below two segments. */
const crippledShare = 0.6
/** The size of what arrives and the window it would fill agree this closely. */
const samePieceShare = 0.04

/** What all looks at one socket come to, in bounded memory: the stretches of each condition, never the looks themselves. */
export class SocketHistory {
  readonly first: Seen
  last: Seen
  looks = 1
  silent: Stretch | undefined
  closed: Stretch | undefined
  unread: Stretch | undefined
  crippled: Stretch | undefined
  peerCrippled: Stretch | undefined
  attempt: Stretch | undefined
  quietest: Seen | undefined
  quietBeforeSilenceUs = 0
  #quietUs = 0
  lastAliveRound = -1

  constructor(seen: Seen) {
    this.first = seen
    this.last = seen
    this.#take(seen, undefined)
  }

  add(seen: Seen): void {
    const before = this.last
    this.looks += 1
    this.last = seen
    this.#take(seen, before)
  }

  #take(seen: Seen, before: Seen | undefined): void {
    const { look, taken } = seen
    if (isAlive(look, before?.look)) this.lastAliveRound = taken.round
    const quiet = quietUs(look)
    if (this.silent === undefined && isSilent(look)) this.quietBeforeSilenceUs = this.#quietUs
    if (quiet > 0 || progressed(look, before?.look)) this.#quietUs = quiet
    if (quiet > 0 && quiet >= quietUs(this.quietest?.look)) this.quietest = seen
    this.silent = extended(this.silent, isSilent(look), seen)
    this.closed = extended(this.closed, isClosed(look) && unmoved(look, before?.look, this.closed), seen)
    this.unread = extended(this.unread, isUnread(look) && same(look.bytesReceived, (this.unread?.last.look ?? look).bytesReceived), seen)
    this.attempt = extended(this.attempt, look.state === 'SYN_SENT', seen)
    if (isCrippled(look) && progressed(look, before?.look)) this.crippled = extended(this.crippled, true, seen)
    if (fillsUnscaledWindow(look, before?.look)) this.peerCrippled = extended(this.peerCrippled, true, seen)
  }
}

function extended(stretch: Stretch | undefined, holds: boolean, seen: Seen): Stretch | undefined {
  if (!holds) return undefined
  return stretch === undefined ? { first: seen, last: seen, looks: 1 } : { first: stretch.first, last: seen, looks: stretch.looks + 1 }
}

/** Data, probes of a closed window or keepalive probes that met no answer. */
function isSilent({ timer, state }: Look): boolean {
  return timer !== undefined && timer.kind !== 'other' && timer.unanswered > 0 && state !== 'SYN_SENT'
}

/** States in which data may still wait to be sent. */
const sending = new Set(['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT_1', 'LAST_ACK', 'CLOSING'])

/** The peer answers and says that its window is zero; the probe just sent may not have been answered yet. */
function isClosed({ timer, peerWindow, sendQ = 0, state }: Look): boolean {
  if (!sending.has(state)) return false
  return timer?.kind === 'persist' ? timer.unanswered <= 1 : peerWindow === 0 && sendQ > 0 && timer === undefined
}

function unmoved(look: Look, before: Look | undefined, stretch: Stretch | undefined): boolean {
  return stretch === undefined || before === undefined || same(look.bytesAcked, before.bytesAcked)
}

function isUnread({ recvQ = 0, state }: Look): boolean {
  return recvQ > 0 && state === 'ESTABLISHED'
}

/** Scaling is not known to be in use, and the window is no receiver's. */
function isCrippled({ inner, scale, peerWindow, mss }: Look): boolean {
  return inner === true && scale === undefined && peerWindow !== undefined && mss !== undefined && peerWindow > 0 && peerWindow < crippledShare * mss
}

/** What arrived since the last look came in pieces of just the window this end announces, taken without its scale. */
function fillsUnscaledWindow(look: Look, before: Look | undefined): boolean {
  const { scale, ownWindow, mss } = look
  if (before === undefined || scale === undefined || ownWindow === undefined || mss === undefined) return false
  const bytes = (look.bytesReceived ?? 0) - (before.bytesReceived ?? 0)
  const segments = (look.segmentsReceived ?? 0) - (before.segmentsReceived ?? 0)
  const piece = ownWindow / 2 ** scale[1]
  return segments >= 3 && scale[1] > 0 && piece < 0.9 * mss && Math.abs(bytes / segments - piece) <= samePieceShare * piece
}

function progressed(look: Look, before: Look | undefined): boolean {
  return before !== undefined && look.bytesAcked !== undefined && before.bytesAcked !== undefined && look.bytesAcked > before.bytesAcked
}

function isAlive(look: Look, before: Look | undefined): boolean {
  if (look.sinceAckUs !== undefined && look.inner === true && look.sinceAckUs < aliveWithinUs) return true
  return progressed(look, before) || (before?.bytesReceived !== undefined && (look.bytesReceived ?? 0) > before.bytesReceived)
}

/** How long nothing had passed either way, when nothing is waiting to be sent or answered. */
function quietUs(look: Look | undefined): number {
  if (look === undefined || look.state !== 'ESTABLISHED' || (look.sendQ ?? 0) > 0 || look.sinceAckUs === undefined) return 0
  return Math.min(look.sinceSentUs ?? look.sinceAckUs, look.sinceReceivedUs ?? look.sinceAckUs, look.sinceAckUs)
}

function same(a: number | undefined, b: number | undefined): boolean {
  return a === b
}

/** How long a stretch lasted by the clock of the looks; undefined when they carry no time. */
export function spanUs({ first, last }: Stretch): number | undefined {
  const [from, to] = [first.taken.when, last.taken.when]
  return from === undefined || to === undefined || from.clock !== to.clock ? undefined : Math.max(0, to.us - from.us)
}

/** How long a window has been closed: as long as the looks span, or as the probes already sent take, whichever is longer and not longer than nothing was sent. */
export function closedForUs(stretch: Stretch): number {
  const { look } = stretch.last
  const probes = look.backoff === undefined ? 0 : shortestTimeoutUs * (2 ** Math.min(look.backoff, 10) - 1)
  return Math.min(look.sinceSentUs ?? Number.POSITIVE_INFINITY, Math.max(spanUs(stretch) ?? 0, probes))
}

/** How long nothing had come back when a silent socket was last seen. */
export function silentForUs(stretch: Stretch): number | undefined {
  const { sinceAckUs, sinceReceivedUs } = stretch.last.look
  const heard = sinceAckUs ?? sinceReceivedUs
  return heard === undefined ? spanUs(stretch) : Math.min(heard, sinceReceivedUs ?? heard)
}
