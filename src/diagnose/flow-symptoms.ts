import { type Attempt, type PortAttempts, portAttempts } from '../facts/flow/attempts.ts'
import { isCutTransfer } from '../facts/flow/cut-transfer.ts'
import { type Death, deaths } from '../facts/flow/deaths.ts'
import { isDiscarded } from '../facts/flow/discarded-requests.ts'
import { historyLine } from '../facts/flow/quotes.ts'
import { stuckFlows } from '../facts/flow/large-lost.ts'
import { hiddenScale, isCrippled } from '../facts/flow/scale.ts'
import { mayBelongTogether } from '../facts/nearness.ts'
import {
  type Event,
  type EventBase,
  type EventOf,
  makeEvidence,
  momentOf,
  placeOf,
  type FlowRecord,
  type FramePoint,
  type System,
  type Timeline,
  usPerMinute,
} from '../model/index.ts'

/** What a capture alone shows as a failure: connections that died although they were needed, and attempts that nobody accepted. Those that a log speaks of already get none. */
export function flowSymptoms(events: readonly Event[], timeline: Timeline): readonly Event[] {
  const evidence = makeEvidence(events, timeline)
  if (evidence.of('flow.observed').length === 0) return []
  const logged = evidence.symptoms.filter((event) => 'line' in event.at && event.kind !== 'port.probed')
  const told = (event: Event): boolean => logged.some((line) => mayBelongTogether(timeline, line, event, sameFailureUs))
  const found = [
    ...deathSymptoms(deaths(evidence)),
    ...attemptedPorts(portAttempts(evidence)),
    ...stuckFlows(evidence).map(stuckSymptom),
    ...evidence.of('flow.observed').flatMap(crippledSymptom),
  ]
  return found.filter((event) => !told(event))
}

/** A program logs the end of its connection when it notices: at once, or when its timer runs out. */
const sameFailureUs = 10 * usPerMinute

/**
 * Connections that only follow another's death are echoes of it; one that an end cut short by itself, without any other, failed when a transfer was cut,
 * and may be that end's own decision otherwise.
 */
function deathSymptoms(all: readonly Death[]): readonly Event[] {
  const specific = all.filter(({ kind }) => kind !== 'cut-short')
  return all.flatMap((death): readonly Event[] => {
    const { flow, at, kind } = death
    const echo = kind === 'cut-short' && specific.some((other) => sameHosts(other.flow, flow))
    if (kind === 'cut-short' && !echo && !isCutTransfer(death, isBackupService(flow))) return []
    const errno = kind === 'silent' ? 'ETIMEDOUT' : 'ECONNRESET'
    return [
      {
        ...base(death.sighting.event, flow, at, echo ? 'echo' : 'specific'),
        kind: 'connection.failed',
        errno,
        operation: 'unknown',
        channel: 'network',
        tuple: flow.tuple,
      },
    ]
  })
}

function sameHosts({ tuple: a }: FlowRecord, { tuple: b }: FlowRecord): boolean {
  return new Set([a.from.address, a.to.address, b.from.address, b.to.address]).size <= 2
}

/** SYNs without an answer after which a single attempt is more than loss although the port accepts others: 7 s of Linux, 21 s of Windows. */
const givenUpSyns = 4
/** Refusals on more ports than this are a scan. */
const mostPorts = 5

function attemptedPorts(all: readonly PortAttempts[]): readonly Event[] {
  const byPort = Map.groupBy(all, ({ address, port }) => `${address} ${port}`)
  const unaccepted = Map.groupBy(
    all.filter(({ accepted }) => accepted === 0),
    ({ source, address }) => `${source} ${address}`,
  )
  return all.flatMap((target) => {
    const { source, address, port } = target
    const isScanned = (unaccepted.get(`${source} ${address}`)?.length ?? 0) > mostPorts
    return isScanned ? [] : attemptSymptoms(target, byPort.get(`${address} ${port}`) ?? [])
  })
}

/** `sightings` are all captures' views of the same port. */
function attemptSymptoms(target: PortAttempts, sightings: readonly PortAttempts[]): readonly Event[] {
  const { silent, refused, unreachable, accepted } = target
  const isTold = sightings.some((other) => other.source < target.source && other.silent.length + other.refused.length + other.unreachable.length > 0)
  if (isTold) return []
  const [stuck] = [...target.challenged, ...(accepted > 0 ? silent : [])].filter(({ attempt }) => attempt.count >= givenUpSyns)
  if (stuck !== undefined) return [attemptSymptom(stuck, target, 'ETIMEDOUT')]
  if (accepted > 0) return []
  const answered = [...refused, ...unreachable]
  const [first] = answered
  if (first !== undefined) {
    // A caller that is refused and goes on to another port at once has what it wants, and did so each time even if not every packet was captured.
    return answered.every(({ followedBy }) => followedBy === undefined)
      ? [attemptSymptom(first, target, refused.length > 0 ? 'ECONNREFUSED' : 'EHOSTUNREACH')]
      : []
  }
  const [unanswered] = silent
  return unanswered !== undefined && isDiscarded(target) ? [attemptSymptom(unanswered, target, 'ETIMEDOUT')] : []
}

function attemptSymptom({ event, flow, waitedUs }: Attempt, { address, port }: PortAttempts, errno: EventOf<'connect.failed'>['errno']): Event {
  const at = flow.ending.at ?? flow.first
  return { ...base(event, flow, at, 'specific'), kind: 'connect.failed', errno, port, peer: address, waitedUs }
}

function stuckSymptom(event: EventOf<'flow.observed'>): Event {
  const { flow } = event
  return {
    ...base(event, flow, flow.last, 'specific'),
    kind: 'connection.failed',
    errno: 'ETIMEDOUT',
    operation: 'unknown',
    channel: 'network',
    tuple: flow.tuple,
  }
}

/** A connection that lives and crawls, because one end misreads the other's windows. */
function crippledSymptom(event: EventOf<'flow.observed'>): readonly Event[] {
  const { flow } = event
  const hidden = hiddenScale(flow)
  if (hidden === undefined || !isCrippled(hidden) || flow.ending.how === 'reset' || flow.ending.how === 'silent') return []
  const looks = flow.opener.dataSegments + flow.answerer.dataSegments
  return [
    { ...base(event, flow, flow.first, 'specific'), kind: 'socket.sampled', tuple: flow.tuple, state: 'ESTABLISHED', condition: 'window-crippled', looks },
  ]
}

function base(event: EventOf<'flow.observed'>, flow: FlowRecord, at: FramePoint, symptom: 'specific' | 'echo'): EventBase {
  return {
    at: placeOf(flow, at),
    when: momentOf(flow, at),
    quote: historyLine(flow),
    system: systemOf(flow),
    symptom,
    ...(event.host === undefined ? {} : { host: event.host }),
    ...(event.side === undefined ? {} : { side: event.side }),
  }
}

/** Services of backup products; ssh and what is on unknown ports carries anything. */
function isBackupService(flow: FlowRecord): boolean {
  return !['path', 'ssh'].includes(systemOf(flow))
}

/** IANA's registrations and the products' own defaults. */
const systems: readonly (readonly [number, System])[] = [
  [873, 'rsync'],
  [22, 'ssh'],
  [1556, 'netbackup'],
  [13_720, 'netbackup'],
  [13_724, 'netbackup'],
  [13_782, 'netbackup'],
  [9101, 'bacula'],
  [9102, 'bacula'],
  [9103, 'bacula'],
  [8007, 'proxmox'],
  [1500, 'tsm'],
  [10_080, 'amanda'],
  [10_082, 'amanda'],
  [10_083, 'amanda'],
]

function systemOf({ tuple: { from, to } }: FlowRecord): System {
  return systems.find(([port]) => port === to.port || port === from.port)?.[1] ?? 'path'
}
