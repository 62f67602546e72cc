import type { EventOf, Evidence } from '../model/index.ts'

/** What Ethernet carries, and what the ends assume where nothing tells them better, in bytes. */
const usualMtu = 1_500
/** No path carries less than this: every host must take so much (RFC 791), and a smaller number is a misprint. */
const leastMtu = 576

/** How readers name what ping, tracepath or tcpdump showed of the largest packet that the path carries. */
const pathMtu = 'path mtu'
/** How they name pings of which small ones passed and larger ones all vanished; the value is the largest that passed. */
const largeLost = 'large packets lost'
/** How they name a handshake of ssh that stopped where its first large packets are due. */
const stalledHandshake = 'ssh handshake stalled'

/** A probe or an ICMP message that shows a path narrower than the ends assume; undefined when none does. */
export function narrowPath(evidence: Evidence): EventOf<'setting.seen'> | undefined {
  return (
    lostWithoutWord(evidence) ??
    evidence.of('setting.seen').find(({ name, value }) => name === pathMtu && Number(value) >= leastMtu && Number(value) < usualMtu)
  )
}

/** Pings that show large packets vanish and nobody say so; undefined when none do. */
export function lostWithoutWord(evidence: Evidence): EventOf<'setting.seen'> | undefined {
  return evidence.of('setting.seen').find(({ name }) => name === largeLost)
}

/** The last that ssh said before it fell silent, where that is the exchange of keys; undefined otherwise. */
export function stalledKeyExchange(evidence: Evidence): EventOf<'setting.seen'> | undefined {
  return evidence.of('setting.seen').find(({ name }) => name === stalledHandshake)
}
