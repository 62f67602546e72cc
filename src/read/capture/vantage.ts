import type { FlowDirection, FlowEnd, Vantage } from '../../model/index.ts'

/** What systems put into a packet when they send it (Windows 128, Cisco and Solaris 255, nearly all others 64). */
const initialTtls: readonly number[] = [64, 128, 255]
/** One delay must be this many times the other before it tells the near end. */
const clearlyLess = 4
/** Below this a host's own slowness is as large as the path's. */
const tellingDelayUs = 300

/** Where the tap was: at the end whose answers come at once and whose packets have passed no router yet. */
export function vantageOf(
  opener: FlowDirection,
  answerer: FlowDirection,
  handshake: { readonly synToSynAckUs: number; readonly synAckToAckUs: number } | undefined,
): Vantage {
  const votes: { end: Vantage['near']; by: Vantage['by'][number] }[] = []
  const delay = handshake === undefined ? undefined : nearer(handshake.synAckToAckUs, handshake.synToSynAckUs)
  if (delay !== undefined) votes.push({ end: delay, by: 'delay' })
  const ttl = byTtl(opener, answerer)
  if (ttl !== undefined) votes.push({ end: ttl, by: 'ttl' })
  // From a segment to its acknowledgment: long for the near end's own data, which crosses the whole path and back.
  const rtt = opener.rtt === undefined || answerer.rtt === undefined ? undefined : nearer(answerer.rtt.minUs, opener.rtt.minUs)
  if (rtt !== undefined) votes.push({ end: rtt, by: 'rtt' })
  const strongest = votes.find((vote) => vote.by === 'ttl') ?? votes[0]
  if (strongest === undefined) return { near: 'unknown', by: [] }
  return { near: strongest.end, by: votes.filter((vote) => vote.end === strongest.end).map((vote) => vote.by) }
}

/** `towardsOpener` is the delay of what happens on the opener's side of the tap. */
function nearer(towardsOpener: number, towardsAnswerer: number): FlowEnd | undefined {
  if (towardsAnswerer >= tellingDelayUs && towardsOpener * clearlyLess < towardsAnswerer) return 'opener'
  return towardsOpener >= tellingDelayUs && towardsAnswerer * clearlyLess < towardsOpener ? 'answerer' : undefined
}

function byTtl(opener: FlowDirection, answerer: FlowDirection): Vantage['near'] | undefined {
  if (opener.packets === 0 || answerer.packets === 0 || opener.ttl.mode === 0 || answerer.ttl.mode === 0) return undefined
  const openerFresh = initialTtls.includes(opener.ttl.mode)
  const answererFresh = initialTtls.includes(answerer.ttl.mode)
  // Both fresh: no router lies between them, and the tap may be anywhere.
  if (openerFresh === answererFresh) return openerFresh ? undefined : 'middle'
  return openerFresh ? 'opener' : 'answerer'
}
