import { brokenConnections } from '../../facts/broken-connections.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { socketState } from '../../facts/next-evidence.ts'
import { statements } from '../../facts/statements.ts'
import {
  type Cause,
  cannotTell,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/** The receiving program stopped reading; its window closed, and somebody gave up waiting. */
export const receiverStalled: Cause = {
  id: 'receiver-stalled',
  title: 'The receiving program stopped reading until somebody gave up',
  leadsTo: ['application-timeout', 'idle-flow-dropped'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies,
}

function byLines(evidence: Evidence): Outcome {
  const shown = localFailure(evidence) === undefined ? bySystemOutput(evidence) : undefined
  if (shown !== undefined) return shown
  const zero = statements(evidence, 'zero-window-seen')
  const slow = statements(evidence, 'slow-receiver')
  // tcp_timer.c: logged by the sender when a packet stays unacknowledged and the window of the peer is zero or was taken back.
  const shrunk = evidence.of('setting.seen').filter(({ name }) => name === 'peer shrunk window')
  const breaks = brokenConnections(evidence)
  const timers = evidence.of('timer.expired').filter((event) => event.symptom !== undefined)
  if (breaks.length === 0 && timers.length === 0) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined) return zero.length === 0 ? notApplicable : ruledOut(`${local.what} first`, [opposing(local.event, 'the earlier failure')])
  const [logged] = shrunk
  if (zero.length === 0 && logged !== undefined) return byKernelLine(logged, evidence)
  if (zero.length === 0) {
    const candidate = timers.some((event) => event.role === 'sender' || event.timer.startsWith('rsync')) || slow.length > 0
    return candidate ? cannotTell('a receiver that no longer reads would look like this from the sending end', [socketState(evidence)]) : notApplicable
  }
  const cured = statements(evidence, 'cured-by-window-scaling-off')
  const unhelped = statements(evidence, 'not-cured-by-bandwidth-limit')
  return explains('weak', {
    headline: 'The receiving end stopped reading: its TCP window fell to zero',
    summary:
      'A window of zero means that the receiving program does not take the data; the connection should wait, and dies only when an end or a device on the way gives up',
    accountsFor: breaks.map((one) => one.event),
    evidence: [
      ...zero.slice(0, 2).map((event) => supporting(event, 'reported: the window falls to zero')),
      ...slow.slice(0, 1).map((event) => supporting(event, 'reported: the receiver is slower than the sender')),
      ...cured.slice(0, 1).map((event) => opposing(event, 'a receiver that is merely slow would not be cured by this')),
      ...unhelped.slice(0, 1).map((event) => opposing(event, 'a receiver that is merely slow would keep up with less')),
    ],
    next: [socketState(evidence)],
  })
}

/** The sender's kernel found a closed or withdrawn window: a receiver that does not read, or a device that changes windows. */
function byKernelLine(logged: EventOf<'setting.seen'>, evidence: Evidence): Outcome {
  const failures = evidence.symptoms.filter(({ kind }) => kind === 'connection.failed' || kind === 'connection.closed' || kind === 'timer.expired')
  return explains('weak', {
    headline: "The sender's kernel met a closed window: the other end took no more data",
    summary:
      'The kernel of the sending host logs this when data stays unacknowledged and the window of the other end is closed, or was taken back. The program there does not read, or a device on the way misreads the scale of the windows; the connection then waits until an end or a device gives it up.',
    accountsFor: failures,
    evidence: [
      supporting(logged, 'the window of the other end was closed or taken back'),
      ...failures.slice(0, 1).map((event) => supporting(event, 'and then the connection ended')),
    ],
    next: [socketState(evidence)],
  })
}

function remedies(): readonly Remedy[] {
  return [
    {
      kind: 'fix',
      where: 'the receiving host',
      text: 'Find what holds the receiving program: a slow or full disk, a stalled NFS mount, a virus scanner, swapping. It must write as fast as data arrives.',
      commands: ['iostat -x 5', 'pidstat -d 5', 'cat /proc/PID/wchan'],
      risk: 'None: these only look.',
      undo: 'Nothing to undo.',
      check: 'ss -ti on the sender no longer shows rwnd_limited above a few per cent.',
    },
    {
      kind: 'workaround',
      where: 'firewalls in the path',
      text: 'A connection with a closed window carries only probes, up to two minutes apart, and Linux connection tracking forgets it 300 s after unanswered data: allow for that.',
      commands: ['sysctl -w net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=3600'],
      risk: 'Half-dead connections stay in the table for an hour.',
      undo: 'sysctl -w net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=300',
      check: 'conntrack -L shows the longer time for the backup connection.',
    },
  ]
}
