import {
  cannotTell,
  type Cause,
  duration,
  type Event,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  type Remedy,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { ownTimer } from '../../facts/own-timer.ts'
import { byPackets } from './packets.ts'

/** An outage shorter than this (a routing change, a spanning tree, a failover) is ordinary: data survives it by retransmission. */
const ordinaryOutageUs = 60 * usPerSecond

/** Keepalive probes, or a program's own, gave up during a short outage that data would have survived. */
export const keepaliveTooEager: Cause = {
  id: 'keepalive-too-eager',
  title: 'Keepalive gave the connection up during a short outage',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const alive = ownTimer(evidence)
  const byProgram = alive !== undefined && /alive/i.test(alive.name) ? alive : undefined
  const silent = brokenConnections(evidence).find(
    ({ kind, event }) => kind === 'timed-out' && event.kind === 'connection.failed' && event.operation !== 'write',
  )
  const failed = silent?.event ?? byProgram?.event
  if (failed === undefined) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local)
  const budget = byProgram === undefined ? kernelBudget(evidence) : programBudget(evidence, byProgram.limitUs)
  if (budget === undefined) {
    if (byProgram !== undefined) return notApplicable
    return cannotTell(
      'A read that timed out was given up by keepalive probes or by retransmission; how soon the probes of this host give up is not told',
      [settings, captureAtBothEnds(evidence)],
      [supporting(failed, 'no answer came')],
    )
  }
  if (budget.us >= ordinaryOutageUs) {
    return ruledOut(
      `Keepalive bears an outage of ${duration(budget.us)} here, which is not eager`,
      budget.seen.map((event) => opposing(event, 'the setting')),
    )
  }
  return explains('weak', {
    headline: `Keepalive gives up after ${duration(budget.us)} of silence: a short outage kills the backup`,
    summary: `With these settings the connection is given up after ${duration(budget.us)} without an answer. Data that is under way would have been sent again for minutes; a probe that is lost this often ends the connection. That the outage was short, one log does not show.`,
    accountsFor: withEchoes(evidence, [failed]),
    evidence: [
      supporting(failed, silent === undefined ? 'the probes were given up' : inWords(silent)),
      ...budget.seen.map((event) => supporting(event, 'the setting')),
    ],
    next: [captureAtBothEnds(evidence)],
    measurements: [{ name: 'keepalive gives up after', value: budget.us / usPerSecond, unit: 's', at: budget.seen.map((event) => event.at) }],
  })
}

interface Budget {
  readonly us: number
  readonly seen: readonly Event[]
}

/** Linux gives up `tcp_keepalive_probes` times `tcp_keepalive_intvl` after the first unanswered probe. */
function kernelBudget(evidence: Evidence): Budget | undefined {
  const interval = settingOf(evidence, /tcp_keepalive_intvl$/)
  const probes = settingOf(evidence, /tcp_keepalive_probes$/)
  if (interval === undefined || probes === undefined) return undefined
  return { us: interval.value * probes.value * usPerSecond, seen: [interval.event, probes.event] }
}

/** ssh gives up after ServerAliveInterval times ServerAliveCountMax. */
function programBudget(evidence: Evidence, limitUs: number | undefined): Budget | undefined {
  if (limitUs !== undefined) return { us: limitUs, seen: [] }
  const interval = settingOf(evidence, /(?:server|client)aliveinterval$/i)
  const most = settingOf(evidence, /(?:server|client)alivecountmax$/i)
  if (interval === undefined) return undefined
  // ssh_config(5): ServerAliveCountMax is 3 unless set.
  return { us: interval.value * (most?.value ?? 3) * usPerSecond, seen: most === undefined ? [interval.event] : [interval.event, most.event] }
}

function settingOf(evidence: Evidence, name: RegExp): { readonly value: number; readonly event: Event } | undefined {
  const event = evidence.of('setting.seen').findLast((setting) => name.test(setting.name))
  const value = Number(event?.value)
  return event === undefined || !Number.isFinite(value) || value <= 0 ? undefined : { value, event }
}

const settings = {
  what: 'How soon keepalive gives a connection up at each end, and what ssh adds to it',
  command: 'sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes; ssh -G OTHER_HOST | grep -i alive',
  separates: ['keepalive-too-eager', 'path-lost', 'idle-flow-dropped'],
} as const

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'both ends (Linux)',
    text: 'Keep the first probe early enough for the firewall, and let the probes bear minutes of silence: probes are cheap, patience is what counts.',
    commands: [
      'sysctl -w net.ipv4.tcp_keepalive_time=90 net.ipv4.tcp_keepalive_intvl=30 net.ipv4.tcp_keepalive_probes=9',
      "printf 'net.ipv4.tcp_keepalive_time = 90\\nnet.ipv4.tcp_keepalive_intvl = 30\\nnet.ipv4.tcp_keepalive_probes = 9\\n' > /etc/sysctl.d/90-keepalive.conf",
    ],
    risk: 'A connection whose other host is really gone is noticed after some minutes instead of seconds. It acts only on programs that switch keepalive on.',
    undo: 'rm /etc/sysctl.d/90-keepalive.conf && sysctl --system',
    check: 'ss -to shows timer:(keepalive,…) and the connection survives a cable pulled for one minute.',
  },
  {
    kind: 'fix',
    where: '~/.ssh/config of the user that runs the backup',
    text: 'Let ssh bear more lost probes.',
    commands: ['ServerAliveInterval 30', 'ServerAliveCountMax 10'],
    risk: 'A dead connection is noticed after five minutes.',
    undo: 'Restore the former values.',
    check: 'ssh -G HOST | grep serveralive',
  },
]
