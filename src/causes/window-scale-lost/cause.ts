import { brokenConnections } from '../../facts/broken-connections.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { statements } from '../../facts/statements.ts'
import { captureFor } from '../../facts/capture-command.ts'
import {
  type Cause,
  cannotTell,
  type Evidence,
  explains,
  type Next,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/** TCP's scaled window is misjudged, by a device in the path or by an end's own stack, so that data is throttled, dropped or reset. */
export const windowScaleLost: Cause = {
  id: 'window-scale-lost',
  title: 'The TCP window scale option is lost or ignored on the way',
  leadsTo: ['stopped-by-operator', 'application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies,
}

function byLines(evidence: Evidence): Outcome {
  // Somebody who stops a run that crawls is not why it crawled.
  const shown = localFailure(evidence, ['run.stopped']) === undefined ? bySystemOutput(evidence) : undefined
  if (shown !== undefined) return shown
  const cured = statements(evidence, 'cured-by-window-scaling-off')
  const zero = statements(evidence, 'zero-window-seen')
  const breaks = brokenConnections(evidence)
  if (breaks.length === 0) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined && cured.length === 0)
    return zero.length === 0 ? notApplicable : ruledOut(`${local.what} first`, [opposing(local.event, 'the earlier failure')])
  if (cured.length === 0) {
    const bulky =
      zero.length > 0 ||
      statements(evidence, 'large-directory', 'large-transfers-only').length > 0 ||
      breaks.some(({ event }) => event.kind === 'connection.closed' && (event.bytesReceived ?? 0) > unscaledLimit)
    return bulky ? cannotTell('only data beyond an unscaled window may be affected, as bulk transfers are', [synsOfBothEnds(evidence)]) : notApplicable
  }
  const subnet = statements(evidence, 'same-subnet')
  const inside =
    subnet.length > 0
      ? " Both hosts are said to be on one subnet: then no router rewrites the option, and an end's own stack, its network card's offload or a bridging firewall is to be suspected."
      : ''
  return explains('weak', {
    headline: 'Window scaling is involved: the connection survives with it switched off',
    summary: `Switching TCP window scaling off cures it, so the scaled window is misjudged somewhere: by a device that strips, ignores or never saw the option, or by one end's stack.${inside}`,
    accountsFor: breaks.map((one) => one.event),
    evidence: [
      ...cured.slice(0, 2).map((event) => supporting(event, 'reported: it works with window scaling off')),
      ...zero.slice(0, 1).map((event) => supporting(event, 'reported: the window falls to zero')),
      ...statements(evidence, 'large-directory', 'large-transfers-only')
        .slice(0, 1)
        .map((event) => supporting(event, 'reported: only much data in flight fails')),
      ...statements(evidence, 'not-cured-by-bandwidth-limit')
        .slice(0, 1)
        .map((event) => supporting(event, 'reported: slower sending does not help, so it is not mere load')),
      ...breaks.slice(0, 2).map(({ event }) => supporting(event, 'the connection broke while data was flowing')),
      ...subnet.slice(0, 1).map((event) => opposing(event, 'no router in between')),
    ],
    next: [synsOfBothEnds(evidence)],
  })
}

/** The largest window that needs no scaling, in bytes (RFC 9293 section 3.1: 16 bits). */
const unscaledLimit = 65_535

function synsOfBothEnds(evidence: Evidence): Next {
  return {
    what: 'The SYN and the SYN-ACK as both ends saw them, and the windows after that: compare the "wscale" options of the same packet at the two ends, and whether data beyond 64 kB in flight is acknowledged',
    command: captureFor(evidence),
    separates: ['window-scale-lost', 'receiver-stalled', 'reset-injected'],
  }
}

function remedies(): readonly Remedy[] {
  return [
    {
      kind: 'experiment',
      where: 'the receiving server (Linux)',
      text: 'Switch window scaling off to confirm the diagnosis. It is a test rather than a cure: it limits every TCP connection of the host to 64 kB in flight, about 5 Mbit/s at 100 ms.',
      commands: ['sysctl -w net.ipv4.tcp_window_scaling=0'],
      risk: 'All new connections of this host become slow over distances; harmless on a LAN.',
      undo: 'sysctl -w net.ipv4.tcp_window_scaling=1',
      check: 'Run the transfer that failed; ss -ti shows no wscale: on the new connection.',
    },
    {
      kind: 'workaround',
      where: 'the rsync daemon or client',
      text: 'Keep the window below 64 kB for the backup alone, so that scaling does not matter and other traffic keeps it.',
      commands: [
        'rsync --sockopts=SO_RCVBUF=32768 …',
        "sed -i '1i socket options = SO_RCVBUF=32768' /etc/rsyncd.conf   # above the first [module]: inside one rsync ignores it",
      ],
      risk: 'The backup is limited to 64 kB per round trip.',
      undo: 'Remove the option.',
      check: 'The transfer completes; ss -tim shows a receive buffer of this size.',
    },
    {
      kind: 'fix',
      where: 'a Linux firewall in the path',
      text: 'Let connection tracking pass what it believes to be out of window, and stop answering INVALID packets with resets.',
      commands: ['sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1'],
      risk: 'Tracking no longer drops forged segments that are out of window.',
      undo: 'sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=0',
      check: 'conntrack -S: the invalid counter stands still during a transfer.',
    },
    {
      kind: 'fix',
      where: 'other firewalls, routers, network cards',
      text: 'Stop the device from changing TCP options (TCP normalisation, "scrub", WAN optimiser), update its software, and switch off TCP offload on the end whose window shrinks.',
      commands: ['ethtool -K eth0 tso off gso off gro off lro off'],
      risk: 'More processor time per packet.',
      undo: 'ethtool -K eth0 tso on gso on gro on',
      check: 'The SYN carries the same wscale option at both ends.',
    },
  ]
}
