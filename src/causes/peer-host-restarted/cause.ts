import { cannotTell, type Cause, type Evidence, explains, notApplicable, opposing, type Outcome, type Remedy, ruledOut, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { breaksOfBothEnds, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { brokenTogether } from '../../facts/broken-together.ts'
import { hostRestart } from '../../facts/host-restart.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { order } from '../../facts/order.ts'
import { quietStream } from '../../facts/quiet-stream.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/** The other host rebooted, crashed or failed over; its new system knows nothing of the connection and answers with a reset. */
export const peerHostRestarted: Cause = {
  id: 'peer-host-restarted',
  title: 'A host restarted during the backup',
  leadsTo: ['path-lost', 'nobody-listening', 'connect-blackholed', 'application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const failures = evidence.symptoms.filter(
    (event) => ['connection.failed', 'connection.closed', 'connect.failed', 'timer.expired'].includes(event.kind) || isBreakByStatus(event),
  )
  const [first] = failures
  const restarted = first === undefined ? undefined : hostRestart(evidence, first)
  if (first !== undefined && restarted !== undefined) {
    const began = evidence.of('run.started').some((event) => order(evidence.timeline, event, restarted) === 'before')
    const inside = began && evidence.timeline.gap(restarted.when, first.when) !== undefined && order(evidence.timeline, restarted, first) === 'before'
    const who = restarted.host === undefined ? 'A host' : restarted.host
    return explains(inside ? 'decisive' : 'strong', {
      headline: `${who} restarted during the backup`.slice(0, 100),
      summary: `${who} started anew. Its new system has no memory of open connections: what is sent to it meets silence while it is down, and a reset or a refusal once it is up again.`,
      accountsFor: withEchoes(evidence, [restarted, ...failures]),
      evidence: [supporting(restarted, 'the host started anew'), supporting(first, 'the connection failed after that')],
      next: [systemLogOfOtherHost(evidence)],
    })
  }
  const broken = brokenConnections(evidence).find(({ kind }) => kind === 'reset' || kind === 'timed-out' || kind === 'unreachable')
  if (broken === undefined) return notApplicable
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local, 'the broken connection')
  const shown = bySystemOutput(evidence, broken)
  const both = breaksOfBothEnds(evidence)
  if (both !== undefined) {
    return ruledOut(
      'The programs at both ends lived to log the failure: neither host restarted',
      both.map((one) => opposing(one.event, `the ${one.end} logged it`)),
    )
  }
  const quiet = quietStream(evidence)
  if (quiet !== undefined && quiet.busy[0] !== undefined) {
    return ruledOut('Another connection between the same two hosts lived on', [opposing(quiet.busy[0], 'this connection was alive')])
  }
  if (shown !== undefined) return shown
  const together = brokenTogether(evidence)
  if (together !== undefined)
    return ruledOut(
      `The connections with ${together.breaks.length} hosts broke together: so many hosts do not restart in the same minute`,
      together.breaks.slice(0, 2).map((one) => opposing(one.event, inWords(one))),
    )
  return cannotTell(
    'A host that restarted answers the packets of its former connections with a reset; when it last started is not in this log',
    [systemLogOfOtherHost(evidence), captureAtBothEnds(evidence)],
    [supporting(broken.event, inWords(broken))],
  )
}

/** Statuses of NetBackup that say no more than that an open connection came to an end. */
const brokenStatuses: ReadonlySet<number> = new Set([13, 23, 24, 40, 42, 44, 636])

function isBreakByStatus(event: Evidence['symptoms'][number]): boolean {
  return event.kind === 'status.reported' && event.system === 'netbackup' && brokenStatuses.has(event.code)
}

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the host that restarted',
    text: 'Find why it restarted: planned updates, power, a kernel crash, a watchdog, the hypervisor.',
    commands: [
      'last -x reboot shutdown | head   # FreeBSD and Solaris: last reboot; Solaris: who -b',
      'journalctl --list-boots; journalctl -b -1 -n 50   # last lines before it went down',
      'Get-WinEvent -FilterHashtable @{LogName="System"; Id=41,1074,6005,6006,6008} -MaxEvents 20   # Windows',
    ],
    risk: 'None: these only look.',
    undo: 'Nothing to undo.',
    check: 'uptime covers the whole of the next backup.',
  },
  {
    kind: 'workaround',
    where: 'the host that restarted',
    text: 'Move automatic restarts out of the hours in which backups run.',
    commands: [
      'grep -r Automatic-Reboot /etc/apt/apt.conf.d/   # Debian, Ubuntu: Unattended-Upgrade::Automatic-Reboot-Time "13:00";',
      'Get-ScheduledTask | Where-Object TaskName -like "*Reboot*"   # Windows',
    ],
    risk: 'Updates take effect later.',
    undo: 'Restore the former time.',
    check: 'No restart is scheduled between the start and the usual end of the backup.',
  },
]
