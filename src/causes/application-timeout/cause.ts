import {
  type Cause,
  duration,
  type EventOf,
  type Evidence,
  explains,
  type Measurement,
  type Next,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { hungTask } from '../../facts/hung-task.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { logOfOtherEnd, socketState } from '../../facts/next-evidence.ts'
import { narrowPath } from '../../facts/narrow-path.ts'
import { order } from '../../facts/order.ts'
import { socketsThat } from '../../facts/socket-conditions.ts'
import { type OwnTimer, ownTimer, timerInWords } from '../../facts/own-timer.ts'
import { byPackets } from './packets.ts'
import { applicationTimeoutRemedies } from './remedies.ts'

/** One of the programs ended the connection by its own timer, because nothing arrived for so long. */
export const applicationTimeout: Cause = {
  id: 'application-timeout',
  title: 'A program ended the connection by its own timer',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: (evidence) => applicationTimeoutRemedies(evidence, ownTimer(evidence)),
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const timer = ownTimer(evidence)
  if (timer === undefined) return notApplicable
  if (timer.preceded !== undefined) {
    return ruledOut('A transport error came before the timer ran out', [opposing(timer.preceded.event, inWords(timer.preceded))])
  }
  const local = localFailure(evidence, ['run.stopped', 'limit.reached'])
  if (local !== undefined && order(evidence.timeline, local.event, timer.event) !== 'after') {
    return ruledOut(`${local.sentence}; the silence was its consequence`, [opposing(local.event, local.what)])
  }
  const finished = evidence
    .of('run.ended')
    .find((event) => event.outcome === 'completed' && event.side === 'client' && order(evidence.timeline, event, timer.event) === 'before')
  const after = brokenConnections(evidence).find((one) => metTheClose(one, timer) && order(evidence.timeline, timer.event, one.event) === 'before')
  const stopped = evidence.of('run.stopped').find((event) => order(evidence.timeline, event, timer.event) === 'before')
  const narrow = narrowPath(evidence)
  const doubtful = finished !== undefined || narrow !== undefined || stopped !== undefined || timer.event.kind === 'status.reported' || timer.kind !== 'own'
  const strength = doubtful ? 'weak' : after === undefined ? 'strong' : 'decisive'
  const hung = hungTask(evidence, timer.event)
  const [shut] = socketsThat(evidence, 'window-closed').filter(({ forUs = 0 }) => timer.limitUs !== undefined && forUs >= shutShare * timer.limitUs)
  const item = supporting(timer.event, `the timer ran out: ${timerInWords(timer)}`)
  return explains(strength, {
    headline: (hung === undefined ? headlineOf(timer) : `${hung.value} hung in disk input or output; ${timer.name} ended the connection`).slice(0, 100),
    summary: hung === undefined ? summaryOf(timer, after, finished !== undefined, shut !== undefined) : hungSummary(hung, timer),
    accountsFor: withEchoes(
      evidence,
      evidence.symptoms.filter((event) => event.kind === 'timer.expired' || event === after?.event || event.kind === 'connection.closed'),
    ),
    evidence: [
      item,
      ...(shut === undefined
        ? []
        : [
            supporting(
              shut,
              `the window of the other end was closed for ${duration(Math.round((shut.forUs ?? 0) / usPerSecond) * usPerSecond)}: its program read nothing, though its kernel answered`,
            ),
          ]),
      ...(hung === undefined ? [] : [supporting(hung, 'the kernel says why it was silent: it waited for a disk')]),
      ...(after === undefined ? [] : [supporting(after.event, 'the other end saw the close: the path was alive')]),
      ...(narrow === undefined ? [] : [opposing(narrow, `the path carries no more than ${narrow.value} bytes: large packets may have vanished`)]),
      ...(finished === undefined ? [] : [opposing(finished, 'the client had finished by then')]),
      ...(stopped === undefined ? [] : [opposing(stopped, 'somebody had stopped the run before')]),
    ],
    next: [...(hung === undefined ? [] : [diskOf(hung)]), logOfOtherEnd(evidence), socketState(evidence)],
    measurements: limitOf(timer),
  })
}

/** A window closed for most of the wait was what the program waited for. */
const shutShare = 0.6

/** The other end's account of the close that the timer made: proof that packets still passed. */
function metTheClose({ kind, end }: Break, timer: OwnTimer): boolean {
  return (kind === 'closed' || kind === 'reset') && end !== undefined && end !== (timer.event.side ?? timer.event.host)
}

/** Amanda's own timers, whose names say nothing to who reads them first. */
const inPlainWords: Readonly<Record<string, string>> = {
  dtimeout: "No data came from the client within Amanda's limit (dtimeout)",
  etimeout: "The client's estimate did not come within Amanda's limit (etimeout)",
  request: "Amanda's request to the client ran out of time: never acknowledged, or answered too late",
  'REP timeout': "The client did not answer Amanda's request in time (timeout waiting for REP)",
}

function headlineOf(timer: OwnTimer): string {
  if (timer.limitUs !== undefined) return `${timer.name} ended the connection: ${timerInWords(timer)}`
  const plain = inPlainWords[timer.name]
  if (plain !== undefined) return plain
  if (timer.kind === 'transport') return `ssh gave up: nothing answered it in time (${timer.name})`
  return timer.kind === 'unknown' ? `A program gave up waiting: "${timer.name}"` : `${timer.name} ran out: nothing came within its limit`
}

function summaryOf(timer: OwnTimer, after: Break | undefined, finished: boolean, shut: boolean): string {
  const fact =
    timer.kind === 'unknown'
      ? `A program gave the connection up by a limit of its own ("${timer.name}"); no transport error came before.`
      : `${timer.name} ran out (${timerInWords(timer)}), and the program itself gave the connection up; no transport error came before.`
  if (finished)
    return `${fact} The client had finished its work by then: what it sent last did not arrive, which points at the connection and not at the client.`
  if (shut)
    return `${fact} Meanwhile the kernel of the other end answered and kept its window closed: the path was alive, and the program there read nothing, because it was stopped or waited for its disk.`
  if (timer.kind === 'transport' && after === undefined)
    return `${fact} The ssh at the other end answers by itself, however busy the backup program is: that host or the path to it was silent, the host was overloaded, or unread data stood in front of the answer.`
  const why =
    'The timer does not say why the other side was silent: still busy reading or writing its disk, stopped or hung, unable to send because this side did not read, or cut off by a path that swallowed every packet.'
  return after === undefined
    ? `${fact} ${why}`
    : `${fact} The other end saw the close arrive, so the path was alive. ${why.replace(', or cut off by a path that swallowed every packet', '')}`
}

function hungSummary(hung: EventOf<'setting.seen'>, timer: OwnTimer): string {
  return `${hung.host === undefined ? 'The kernel' : `The kernel of ${hung.host}`} says that ${hung.value} waited for minutes without leaving the kernel, as it does for a disk or a file system that does not answer. Meanwhile it sent nothing, and ${timer.name} ran out (${timerInWords(timer)}). A longer limit only hides it: find what keeps that disk.`
}

function diskOf(hung: EventOf<'setting.seen'>): Next {
  return {
    what: `On ${hung.host ?? 'the host that hung'}: which disk keeps ${hung.value} waiting, a check or rebuild of a RAID, and errors of its disks`,
    command:
      "cat /proc/mdstat; iostat -x 5 3; journalctl -k --since '-1 day' | grep -iE 'blocked for more|md: |I/O error|ata[0-9]|nfs: '; smartctl -a /dev/DISK",
    separates: ['application-timeout', 'receiver-stalled', 'media-unavailable', 'source-unreadable'],
  }
}

function limitOf(timer: OwnTimer): readonly Measurement[] {
  return timer.limitUs === undefined ? [] : [{ name: `limit of ${timer.name}`, value: timer.limitUs / usPerSecond, unit: 's', at: [timer.event.at] }]
}
