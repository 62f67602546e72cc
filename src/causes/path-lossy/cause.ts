import {
  cannotTell,
  type Cause,
  type Event,
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
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds, pathTrace, socketState } from '../../facts/next-evidence.ts'
import { byCountersAlone } from './system-output.ts'
import { byPackets } from './packets.ts'

/** Fewer packets than this say nothing about a rate of a few per cent. */
const fewestPackets = 20
/** TCP lives with one lost packet in a hundred, slowly; ten in a hundred kill long transfers now and then. */
const harmfulShare = 0.02
const heavyShare = 0.1

/** Packets are lost so often that the connection crawls and sometimes dies of it. */
export const pathLossy: Cause = {
  id: 'path-lossy',
  title: 'The path loses packets',
  leadsTo: ['application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const counted = byCountersAlone(evidence)
  if (counted !== undefined) return counted
  const breaks = brokenConnections(evidence)
  const failures: readonly Event[] = evidence.symptoms.filter(
    (event) => event.kind === 'timer.expired' || (event.kind === 'connection.failed' && event.errno === 'ETIMEDOUT'),
  )
  const [first] = failures
  const measured = lossOf(evidence)
  if (measured === undefined || measured.sent < fewestPackets || measured.share === 0) return notApplicable
  const gone = breaks.find(({ kind }) => kind === 'unreachable')
  if (gone !== undefined) return ruledOut('The path was gone altogether, not lossy', [opposing(gone.event, inWords(gone))])
  if (first === undefined) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local)
  const percent = Math.round(measured.share * 1000) / 10
  const next = [pathTrace(evidence), socketState(evidence), captureAtBothEnds(evidence)]
  if (measured.share < harmfulShare)
    return cannotTell(`${percent} % of the pings were lost, which TCP survives`, next, [supporting(measured.event, `${percent} % lost`)])
  return explains(measured.share >= heavyShare && measured.share < 1 ? 'strong' : 'weak', {
    headline: `The path loses ${percent} % of its packets`,
    summary: `${percent} % of ${measured.sent} pings were lost. A TCP connection repeats what is lost, more and more slowly; when the same packet is lost many times in a row it gives up, or a timer above it does.`,
    accountsFor: withEchoes(evidence, failures),
    evidence: [supporting(measured.event, `${percent} % lost`), supporting(first, 'the transfer got no answer for too long')],
    next,
    measurements: [{ name: 'packets lost', value: percent, unit: '%', at: [measured.event.at] }],
  })
}

/** What ping counted; every packet lost is an outage or a filter for ping, and says nothing about loss. */
function lossOf(evidence: Evidence): { readonly share: number; readonly sent: number; readonly event: Event } | undefined {
  for (const event of evidence.of('setting.seen').toReversed()) {
    const match = event.name === 'ping' ? /^answered (\d+) of (\d+)$/.exec(event.value) : null
    const [answered, sent] = [Number(match?.[1]), Number(match?.[2])]
    if (match !== null && sent > 0 && answered > 0) return { share: Math.max(0, 1 - answered / sent), sent, event }
  }
  return undefined
}

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'each link of the path, beginning with the hosts',
    text: 'Find the link that loses: errors that grow on an interface mean a cable, a transceiver, a duplex mismatch or a full queue.',
    commands: [
      'ip -s -s link show',
      'ethtool -S eth0 | grep -iE "err|drop|crc|collision"',
      'mtr -n --report --report-cycles 200 OTHER_HOST   # loss counts where it goes on to the last line',
    ],
    risk: 'None: these only look. Solaris: kstat -p | grep -i err; Windows: Get-NetAdapterStatistics.',
    undo: 'Nothing to undo.',
    check: 'The counters stand still during the next backup.',
  },
  {
    kind: 'workaround',
    where: 'the end that sends (Linux)',
    text: 'Use a congestion control that does not take every loss for congestion, until the link is repaired.',
    commands: ['modprobe tcp_bbr', 'sysctl -w net.ipv4.tcp_congestion_control=bbr'],
    risk: 'Takes more than its share from other connections on the same link.',
    undo: 'sysctl -w net.ipv4.tcp_congestion_control=cubic',
    check: 'ss -ti shows bbr on the connection of the backup.',
  },
]
