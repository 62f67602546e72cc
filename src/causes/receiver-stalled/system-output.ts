import { brokenConnections } from '../../facts/broken-connections.ts'
import { socketsThat } from '../../facts/socket-conditions.ts'
import { silentSocket } from '../../facts/silent-socket.ts'
import { socketState } from '../../facts/next-evidence.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { duration, type EventOf, type Evidence, explains, type Outcome, supporting, usPerSecond } from '../../model/index.ts'

/** A window that stays closed for so long is a program that does not read, and not a burst that a disk swallows. */
const stalledUs = 5 * usPerSecond

/** Sockets whose window stayed zero although probes were answered, until the connection was gone; undefined when none did. */
export function bySystemOutput(evidence: Evidence): Outcome | undefined {
  const closed = socketsThat(evidence, 'window-closed').filter(({ forUs = 0 }) => forUs >= stalledUs)
  const [first] = closed
  if (first === undefined || silentSocket(evidence) !== undefined) return undefined
  const unread = socketsThat(evidence, 'unread')[0]
  const breaks = brokenConnections(evidence)
  const timers = evidence.of('timer.expired').filter((event) => event.symptom !== undefined)
  const outwaited = timers.some((timer) => coversWait(first, timer))
  if (breaks.length === 0 && !outwaited && (timers.length > 0 || first.symptom === undefined)) return undefined
  const time = duration(Math.round((first.forUs ?? 0) / usPerSecond) * usPerSecond)
  const { address, port } = first.tuple.to
  return explains(timers.length > 0 ? 'weak' : 'strong', {
    headline: `The receiving program stopped reading: its TCP window was zero for ${time}`.slice(0, 100),
    summary: `The kernel at ${address} port ${port} answered every probe and kept its window at zero for ${time}: its program took no data. The connection waits in such a state, and dies when an end or a device on the way gives up on so quiet a connection.`,
    accountsFor: withEchoes(evidence, [...breaks.map(({ event }) => event), ...closed, ...(outwaited ? timers : [])]),
    evidence: [
      supporting(first, 'its window stays zero, though probes are answered'),
      ...(unread === undefined ? [] : [supporting(unread, `${unread.bytes ?? 0} bytes lay unread`)]),
      ...breaks.slice(0, 2).map(({ event }) => supporting(event, 'then the connection broke')),
      ...(outwaited ? timers.slice(0, 1).map((event) => supporting(event, 'a program waited for that in vain')) : []),
    ],
    next: [socketState(evidence)],
    measurements: [{ name: 'window closed', value: { atLeast: Math.floor((first.forUs ?? 0) / usPerSecond) }, unit: 's', at: [first.at] }],
  })
}

/** A window that was closed for so much of what a timer waited is what the timer waited for: the rest is the time until the buffers were full. */
const coveredShare = 0.6

/** Whether the sending program's timer ran out while its data waited for this window. */
function coversWait({ forUs = 0 }: EventOf<'socket.sampled'>, { limitUs, role }: EventOf<'timer.expired'>): boolean {
  return limitUs !== undefined && role !== 'receiver' && role !== 'generator' && forUs >= coveredShare * limitUs
}
