import {
  type Cause,
  cannotTell,
  duration,
  type EventKind,
  type Evidence,
  explains,
  notApplicable,
  type Outcome,
  opposing,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { knownByStatusOnly } from '../../facts/bare-status.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { headline, isClearlyBefore, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { logOfOtherEnd, socketState } from '../../facts/next-evidence.ts'
import { type StoppedRun, stallUs, stoppedRun } from '../../facts/stopped-run.ts'
import { stoppedByOperatorRemedies } from './remedies.ts'

/** A person, a supervisor or a planned stop ended the run; the network was sound, or was not given the time to show. */
export const stoppedByOperator: Cause = {
  id: 'stopped-by-operator',
  title: 'Somebody or something stopped the run',
  leadsTo: ['peer-process-died', 'bits-corrupted', 'version-mismatch', 'reset-injected'],
  weigh,
  remedies: (evidence) => stoppedByOperatorRemedies(stoppedRun(evidence)),
}

/** What fails first and makes somebody stop the rest, whatever the order of the lines. */
const reasons = [
  'storage.full',
  'media.failed',
  'mount.failed',
  'filter.failed',
  'access.refused',
  'program.missing',
  'limit.reached',
  'stream.polluted',
  'program.killed',
  'host.restarted',
] as const satisfies readonly EventKind[]

/** A stop this soon after bytes were seen to move did not answer a stall: nobody had noticed one. */
const liveUs = 15 * usPerSecond

function weigh(evidence: Evidence): Outcome {
  const stopped = stoppedRun(evidence)
  if (stopped === undefined) return notApplicable
  const reason = reasons.flatMap((kind) => evidence.of(kind)).find((event) => event.symptom === 'specific' && event.reported !== true)
  if (reason !== undefined)
    return ruledOut('Something else had failed, and the stop is the reaction to it or its clean-up', [opposing(reason, 'this comes first as a reason')])
  const broken = brokenConnections(evidence).find(({ event }) => stopped.all.every((stop) => isClearlyBefore(evidence, event, stop)))
  const timer = evidence.of('timer.expired').find((event) => stopped.all.every((stop) => isClearlyBefore(evidence, event, stop)))
  if (broken !== undefined) return ruledOut('The connection had broken before anybody stopped the run', [opposing(broken.event, `earlier ${inWords(broken)}`)])
  if (timer !== undefined) return ruledOut(`${timer.timer} had already ended the run`, [opposing(timer, 'earlier than the stop')])
  if (stopped.all.every((event) => event.symptom === undefined) && !evidence.symptoms.some(isOfItsKind)) {
    return cannotTell('Something was stopped, but nothing ties it to this failure', [whoStopped], [supporting(stopped.event, 'a stop')])
  }
  return found(stopped, evidence)
}

function found(stopped: StoppedRun, evidence: Evidence): Outcome {
  const placed = namedFailure(evidence, stopped.all)
  if (placed === undefined) return notApplicable
  const { quietUs, progress } = stopped
  const stalled = quietUs !== undefined && quietUs > stallUs
  const live = progress?.kind === 'stream.active' && quietUs !== undefined && quietUs <= liveUs
  // A signal to a process that hangs up (SIGHUP) or a clock that ran out may itself be the end of a stall.
  const named = stopped.stopper !== 'unknown' && stopped.stopper !== 'time-limit'
  const tied = stopped.all.some((event) => event.symptom !== undefined)
  const strength =
    tied &&
    !stalled &&
    (stopped.stopper === 'window' || !knownByStatusOnly(evidence, stopped.event)) &&
    (live || (named && !placed.followed.some(({ kind }) => kind === 'timed-out'))) &&
    stopped.stopper !== 'time-limit'
      ? 'strong'
      : 'weak'
  return explains(strength, {
    headline: headline(headlineOf(stopped, stalled)),
    summary: summaryOf(stopped, strength === 'strong', stalled),
    accountsFor: placed.accountsFor,
    evidence: [
      ...quoteSome(stopped.all, who[stopped.stopper]),
      ...(progress === undefined
        ? []
        : [
            stalled
              ? opposing(progress, `the last sign of progress, ${duration(quietUs ?? 0)} before the stop`)
              : supporting(progress, `progress ${duration(quietUs ?? 0)} before the stop`),
          ]),
    ],
    next: strength === 'strong' ? [] : [whoStopped, socketState(evidence), logOfOtherEnd(evidence)],
    ...(quietUs === undefined
      ? {}
      : { measurements: [{ name: 'last known progress before the stop', value: quietUs / usPerSecond, unit: 's', at: [stopped.event.at] }] }),
  })
}

const who: Record<StoppedRun['stopper'], string> = {
  person: 'a person stopped it',
  service: 'a service manager or parent job stopped it',
  'time-limit': 'a limit on its running time stopped it',
  window: 'the time in which it may start was over before it began',
  option: 'a limit among its own options stopped it',
  unknown: 'it was told to stop; by whom, the line does not say',
}

function headlineOf({ stopper, event, quietUs }: StoppedRun, stalled: boolean): string {
  const signal = event.signal === undefined ? '' : ` (${event.signal})`
  const after = stalled ? `, ${duration(quietUs ?? 0)} after the last sign of progress` : ''
  if (stopper === 'time-limit') return `A time limit stopped the run${after}; why it took so long is open`
  if (stopper === 'window') return 'The job was never started: its backup window closed first'
  if (stopper === 'option')
    return `${event.by ?? 'Its own option'} stopped ${event.by === '--max-delete' ? 'the deletions; the rest was done' : `the run${after}, as it was told to`}`
  if (stopper === 'person') return `Somebody stopped the run${signal}${after}`
  if (stopper === 'service') return `${event.by ?? 'A supervisor'} stopped the run${signal}${after}`
  return `A signal stopped the run${after}; nothing shows who sent it`
}

function summaryOf({ stopper, quietUs, event }: StoppedRun, sure: boolean, stalled: boolean): string {
  if (stopper === 'window')
    return 'The scheduler gave the job up unstarted: nothing was copied and nothing failed on the way. Why it had not begun by then, these lines do not say: no free drive or stream, earlier jobs that ran long, attempts that failed, or a window that is too short.'
  if (event.by === '--max-delete')
    return 'More files were gone from the source than --max-delete lets rsync delete in one run. Everything else was transferred; the copy still holds files that the source has no more. An empty or unmounted source looks the same: see to that before the limit is raised.'
  const fact = `The program was stopped from outside: ${who[stopper]}. The other end sees its connection end, or half a message that it calls a protocol error.`
  if (sure) return `${fact} Nothing had failed before that.`
  const stall = stalled
    ? ` Nothing is known to have moved for ${duration(quietUs ?? 0)} before: a transfer that stood still and was then killed looks exactly like this.`
    : ' A transfer that stood still and was killed for it looks the same: nothing here shows that data moved until the stop.'
  return `${fact}${stall}`
}

function isOfItsKind(event: Evidence['symptoms'][number]): boolean {
  return (
    event.kind === 'program.exited' ||
    event.kind === 'connection.closed' ||
    event.kind === 'run.ended' ||
    event.kind === 'status.reported' ||
    event.kind === 'connection.failed'
  )
}

const whoStopped = {
  what: 'Who stopped it: the service manager, cron or a wrapper with a time limit, a person at that minute, a shutdown, or the terminal it ran in',
  command:
    "journalctl --since '-1 day' | grep -iE 'stopp|timed out|session closed|shutting down|timeout'; grep -rn 'timeout\\|kill' /etc/cron* /etc/systemd/system; lastcomm kill; last -x | head",
  separates: ['stopped-by-operator', 'window-scale-lost', 'receiver-stalled', 'path-lost', 'application-timeout'] as const,
}
