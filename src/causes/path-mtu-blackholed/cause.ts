import {
  cannotTell,
  type Cause,
  count,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds, pathMtuProbe, socketState } from '../../facts/next-evidence.ts'
import { lostWithoutWord, narrowPath, stalledKeyExchange } from '../../facts/narrow-path.ts'
import { ownTimer } from '../../facts/own-timer.ts'
import { quietStream } from '../../facts/quiet-stream.ts'
import { statements } from '../../facts/statements.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/**
 * So much data cannot have passed in small segments only: more than the initial window of a Linux sender (10 segments) and
 * the largest TCP buffer that could still be waiting unsent on one side would be counted by the other.
 */
const provesLargeSegmentsBytes = 65_536

/** Packets larger than some hop allows vanish, and the ICMP message that should tell the sender does too. */
export const pathMtuBlackholed: Cause = {
  id: 'path-mtu-blackholed',
  title: 'Large packets vanish on the way, small ones pass',
  leadsTo: ['path-lost', 'application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const breaks = brokenConnections(evidence)
  const stalled = breaks.find(({ kind }) => kind === 'timed-out')
  const failures = evidence.symptoms.filter(
    (event) => event.kind === 'timer.expired' || event.kind === 'connection.failed' || event.kind === 'connection.closed',
  )
  const [cured] = statements(evidence, 'cured-by-smaller-mtu')
  if (cured !== undefined && failures[0] !== undefined) {
    return explains('strong', {
      headline: 'Large packets vanish on the way: a smaller MTU cured it',
      summary:
        'With a smaller MTU the same transfer passes. A hop on the path carries less than the ends assume, and its message saying so does not reach the sender.',
      accountsFor: withEchoes(evidence, failures),
      evidence: [supporting(cured, 'smaller packets pass'), supporting(failures[0], 'full-size ones stalled')],
      next: [pathMtuProbe(evidence)],
    })
  }
  const narrow = byProbe(evidence, stalled?.event ?? ownTimer(evidence)?.event)
  if (narrow !== undefined) return narrow
  if (stalled === undefined) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local)
  const shown = bySystemOutput(evidence, stalled.event)
  if (shown !== undefined) return shown
  const quiet = quietStream(evidence)
  if (quiet?.busy[0] !== undefined && quiet.failures.some((event) => event === stalled.event)) {
    return ruledOut(`The ${quiet.stream} connection carries no large packets, and another one that does lived on`, [opposing(quiet.busy[0], 'data passed')])
  }
  const carried = carriedMuch(evidence, stalled)
  if (carried !== undefined) {
    return ruledOut(`${count(carried.bytesReceived ?? 0, 'byte')} had arrived at the other end: full-size packets passed`, [
      opposing(carried, 'far more arrived than small packets alone bring'),
    ])
  }
  const [large] = statements(evidence, 'large-transfers-only')
  const next = [pathMtuProbe(evidence), socketState(evidence), captureAtBothEnds(evidence)]
  if (large === undefined)
    return cannotTell('A path on which only large packets vanish ends in the same timeout as a path that is gone', next, [
      supporting(stalled.event, inWords(stalled)),
    ])
  return explains('weak', {
    headline: 'Large transfers stall and time out: large packets may vanish on the way',
    summary:
      'Only large transfers fail, and they end in silence. A hop that carries less than the ends assume does this; so does a link that fails under load.',
    accountsFor: withEchoes(
      evidence,
      breaks.map(({ event }) => event),
    ),
    evidence: [supporting(large, 'small transfers pass'), supporting(stalled.event, inWords(stalled))],
    next,
  })
}

/** A probe measured a narrow path, or ssh stopped at its first large packets: that the backup died of it is likely and not shown. */
function byProbe(evidence: Evidence, silence: Event | undefined): Outcome | undefined {
  const narrow = narrowPath(evidence)
  const handshake = stalledKeyExchange(evidence)
  const lost = lostWithoutWord(evidence)
  // A closed or reset connection may have stood still before: only the pings can tell, and other ends fit too.
  const certain = silence ?? (handshake === undefined ? undefined : evidence.symptoms[0])
  const failed = certain ?? (lost === undefined ? undefined : brokenConnections(evidence)[0]?.event)
  if (failed === undefined || localFailure(evidence) !== undefined) return undefined
  if (lost !== undefined)
    return explains(certain === undefined ? 'weak' : 'strong', {
      headline: `Packets larger than ${lost.value} bytes vanish without a word: pings show it`,
      summary: `Pings of up to ${lost.value} bytes to the other host are answered, larger ones are not, and no router says why. A hop on the path carries less than the ends assume and the message that should tell the sender is lost too: small packets of the backup pass, full-size ones vanish, and the transfer stands still until a timer ends it.`,
      accountsFor: withEchoes(evidence, [failed]),
      evidence: [
        supporting(lost, 'larger probes were all lost'),
        supporting(failed, certain === undefined ? 'and the connection did not last' : 'and the transfer met silence'),
      ],
      next: [pathMtuProbe(evidence), captureAtBothEnds(evidence)],
    })
  if (narrow !== undefined)
    return explains('weak', {
      headline: `The path carries packets of ${narrow.value} bytes and no larger ones: full-size ones may vanish`,
      summary: `A probe or a router's message shows that a hop on the path takes no more than ${narrow.value} bytes, less than the 1500 of Ethernet, as VPNs, tunnels and PPPoE do. Where the message saying so does not reach the sender of the backup, its small packets pass, its full-size ones vanish, and the transfer stands still until a timer ends it.`,
      accountsFor: withEchoes(evidence, [failed]),
      evidence: [supporting(narrow, 'the path is narrower than the ends assume'), supporting(failed, 'and the transfer met silence')],
      next: [pathMtuProbe(evidence), captureAtBothEnds(evidence)],
    })
  if (handshake === undefined) return undefined
  return explains('weak', {
    headline: 'ssh stopped at the exchange of keys: its first large packets may vanish on the way',
    summary:
      'Connecting, greeting and the first small messages worked; then nothing came any more where both ends send their first large packets. A hop that carries less than the ends assume does this, as in VPNs and tunnels; so does a firewall that dislikes a key exchange, or a server that hangs.',
    accountsFor: withEchoes(evidence, [failed]),
    evidence: [supporting(handshake, 'the last that was heard')],
    next: [pathMtuProbe(evidence), captureAtBothEnds(evidence)],
  })
}

/** The end that only listened counted more bytes than could have come without a single large packet. */
function carriedMuch(evidence: Evidence, stalled: Break): EventOf<'connection.closed'> | undefined {
  const other = evidence.of('connection.closed').filter((event) => (event.side ?? event.host) !== stalled.end || event.side === undefined)
  return other.find((event) => (event.bytesReceived ?? 0) >= provesLargeSegmentsBytes)
}

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the firewall or router at the narrow hop',
    text: 'Let the message through that tells the sender: ICMP type 3 code 4 (IPv6: type 2). A tunnel endpoint can correct the segment size in the handshake instead.',
    commands: [
      'nft insert rule inet filter forward ip saddr ROUTER_AT_THE_NARROW_HOP icmp type destination-unreachable icmp code frag-needed accept',
      'nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu',
    ],
    risk: 'The first lets ICMP errors pass, which is how the Internet is meant to work. Chain and table names are those of your rule set.',
    undo: 'nft -a list chain inet filter forward; nft delete rule inet filter forward handle N',
    check: 'ping -M do -s 1472 OTHER_HOST answers "Frag needed" with the MTU, or passes.',
  },
  {
    kind: 'workaround',
    where: 'the end that sends (Linux)',
    text: 'Let TCP find the size by itself when large packets get no answer (RFC 4821).',
    commands: ['sysctl -w net.ipv4.tcp_mtu_probing=1', "echo 'net.ipv4.tcp_mtu_probing = 1' > /etc/sysctl.d/90-mtu-probing.conf"],
    risk: 'A lossy path may be taken for a narrow one and get smaller segments than necessary.',
    undo: 'rm /etc/sysctl.d/90-mtu-probing.conf && sysctl -w net.ipv4.tcp_mtu_probing=0',
    check: 'The transfer pauses for some seconds and goes on; `ss -ti` shows a smaller mss.',
  },
  {
    kind: 'experiment',
    where: 'either end (Linux)',
    text: 'Send smaller packets to this one host.',
    commands: ['ip route add OTHER_HOST via GATEWAY mtu lock 1300'],
    risk: 'Slightly slower; lasts until the next restart.',
    undo: 'ip route del OTHER_HOST',
    check: 'If the transfer now passes, the size of the packets was it.',
  },
]
