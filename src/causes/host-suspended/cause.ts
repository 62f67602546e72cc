import { type Cause, type Evidence, explains, notApplicable, opposing, type Outcome, type Remedy, ruledOut, supporting, usPerHour } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { mayHaveCaused } from '../../facts/nearness.ts'
import { order } from '../../facts/order.ts'
import { byPackets } from './packets.ts'

/** A night's sleep: the connection dies when the host wakes, or at the other end while it sleeps. */
const longestSleepUs = 16 * usPerHour

/** One of the hosts slept, was paused or was migrated; meanwhile timers ran out at the other end. */
export const hostSuspended: Cause = {
  id: 'host-suspended',
  title: 'A host was suspended during the backup',
  leadsTo: ['application-timeout', 'path-lost', 'idle-flow-dropped'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const failures = evidence.symptoms.filter((event) => ['connection.failed', 'connection.closed', 'timer.expired', 'program.exited'].includes(event.kind))
  const [first] = failures
  const sleeps = evidence.of('host.suspended')
  if (first === undefined || sleeps[0] === undefined) return notApplicable
  const slept = sleeps.find((event) => event.reported === true || mayHaveCaused(evidence, event, first, longestSleepUs))
  if (slept === undefined)
    return ruledOut('The host slept at another time than the backup failed', [opposing(sleeps[0], 'not between the start of the backup and its failure')])
  const local = localFailure(evidence)
  if (local !== undefined && order(evidence.timeline, local.event, slept) !== 'after') return ruledOutBy(local)
  const began = evidence.of('run.started').some((event) => order(evidence.timeline, event, slept) === 'before')
  const timed = evidence.timeline.gap(slept.when, first.when) !== undefined
  return explains(slept.reported === true ? 'weak' : began && timed ? 'decisive' : 'strong', {
    headline: `${slept.host ?? 'A host'} was suspended during the backup`.slice(0, 100),
    summary:
      'A host that sleeps keeps its connections and answers nothing. The other end gives up by its timers, a firewall forgets the connection, and on waking the first packet meets a reset or silence.',
    accountsFor: withEchoes(evidence, failures),
    evidence: [supporting(slept, 'the host was suspended'), supporting(first, 'the backup failed after that')],
  })
}

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the host that sleeps (Linux)',
    text: 'Keep it awake while the backup runs.',
    commands: ['systemd-inhibit --what=sleep:idle --why=backup rsync -a SOURCE/ DESTINATION/'],
    risk: 'A laptop on battery may run flat; the lid switch needs --what=handle-lid-switch as well.',
    undo: 'Leave out systemd-inhibit.',
    check: 'systemd-inhibit --list names the backup while it runs.',
  },
  {
    kind: 'fix',
    where: 'the host that sleeps (Windows)',
    text: 'Keep it awake while on mains power, or wake it and hold it with the task that runs the backup.',
    commands: ['powercfg /change standby-timeout-ac 0', 'powercfg /requests'],
    risk: 'Uses more energy.',
    undo: 'powercfg /change standby-timeout-ac 30',
    check: 'powercfg /requests lists the backup program while it runs.',
  },
  {
    kind: 'fix',
    where: 'the hypervisor',
    text: 'Keep snapshots with memory, pauses and migrations of this machine out of the hours of its backup.',
    commands: ['virsh domstate --reason DOMAIN', 'journalctl -u libvirtd --since "-1 day"'],
    risk: 'None.',
    undo: 'Nothing to undo.',
    check: 'The log of the hypervisor has no pause between the start and the end of the backup.',
  },
]
