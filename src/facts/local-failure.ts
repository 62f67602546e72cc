import { type Event, type EventKind, type EventOf, type Evidence, opposing, type Outcome, ruledOut } from '../model/index.ts'
import { firstBreak } from './broken-connections.ts'
import { isBackupKill } from './killed-programs.ts'
import { order } from './order.ts'

const localKinds = [
  'storage.full',
  'filter.failed',
  'program.killed',
  'source.failed',
  'media.failed',
  'mount.failed',
  'access.refused',
  'program.missing',
  'stream.polluted',
  'versions.mismatched',
  'usage.refused',
  'limit.reached',
  'run.stopped',
] as const satisfies readonly EventKind[]

export type LocalFailureKind = (typeof localKinds)[number]

/** Something other than the network that failed first and accounts for what the connections did afterwards. */
export interface LocalFailure {
  readonly event: EventOf<LocalFailureKind>
  /** What failed, as the beginning of a sentence: "the receiving end ran out of space". */
  readonly what: string
  /** The same as a sentence of its own, that says so where it is known to have come first. */
  readonly sentence: string
}

/**
 * The first specific failure of a program, disk or filter that no broken connection precedes; undefined when there is none.
 * An error line that names its own cause outranks any guess about the network between the ends.
 */
export function localFailure(evidence: Evidence, besides: readonly LocalFailureKind[] = []): LocalFailure | undefined {
  const broken = firstBreak(evidence)
  const kinds = localKinds.filter((kind) => !besides.includes(kind))
  // Somebody who stops a run that hangs is not why it hung: any other failure is told first.
  const candidates = kinds.flatMap((kind): readonly EventOf<LocalFailureKind>[] => evidence.of(kind)).filter((event) => counts(event, evidence))
  const first = candidates.find((event) => broken === undefined || precedes(evidence, event, broken.event))
  if (first === undefined) return undefined
  const isFirst = broken !== undefined && order(evidence.timeline, first, broken.event) === 'before'
  return { event: first, what: whatFailed(first), sentence: `${capitalised(whatFailed(first))}${isFirst ? ' before that' : ''}` }
}

/** What rules a cause out where such a failure already accounts for what the cause would explain. */
export function ruledOutBy({ event, what, sentence }: LocalFailure, accounted = 'the failure'): Outcome {
  return ruledOut(`${sentence}, and that already accounts for ${accounted}`, [opposing(event, what)])
}

/** Names of programs keep their case. */
function capitalised(text: string): string {
  return text.replace(/^(?:the|one|something|access|a) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))
}

function counts(event: EventOf<LocalFailureKind>, evidence: Evidence): boolean {
  if (event.reported === true) return false
  if (event.kind === 'program.killed') return isBackupKill(event, evidence)
  if (event.symptom === undefined) return event.kind === 'run.stopped'
  // Files that could not be read or vanished are counted and skipped; the connection goes on.
  return event.kind !== 'source.failed' || (event.partial !== true && event.reason !== 'vanished')
}

/** A line about storage may reach the log late, through the dying connection; a stop that came later explains nothing. */
function precedes(evidence: Evidence, event: EventOf<LocalFailureKind>, broken: Event): boolean {
  if (event.run !== undefined && broken.run !== undefined && event.run !== broken.run && event.host === broken.host) return false
  const found = order(evidence.timeline, event, broken)
  if (found === 'after' && evidence.timeline.gap(event.when, broken.when) === undefined) return event.kind !== 'run.stopped' && event.kind !== 'program.killed'
  return found !== 'after'
}

function whatFailed(event: EventOf<LocalFailureKind>): string {
  switch (event.kind) {
    case 'storage.full':
      return `${event.role === undefined ? 'one end' : `the ${event.role}`} ran out of ${event.quota === true ? 'quota' : 'space'}`
    case 'filter.failed':
      return `${event.filter ?? 'a local filter'} failed`
    case 'program.killed':
      return `${event.victim ?? 'the backup program'} was killed`
    case 'source.failed':
      return 'the program that reads the data failed'
    case 'media.failed':
      return `${event.medium ?? 'the backup medium'} failed`
    case 'mount.failed':
      return `the file system${event.path === undefined ? '' : ` at ${event.path}`} failed`
    case 'access.refused':
      return /host key/i.test(`${event.detail ?? ''} ${event.quote}`) ? "ssh did not trust the other host's key" : 'access was refused'
    case 'program.missing':
      return `${event.program ?? 'the remote program'} could not be started`
    case 'stream.polluted':
      return 'something other than the protocol was written into the stream'
    case 'versions.mismatched':
      return 'the two programs did not understand each other'
    case 'usage.refused':
      return 'a program refused its own command line or settings'
    case 'limit.reached':
      return `${event.limit} was reached`
    case 'run.stopped':
      return `the run was stopped${event.signal === undefined ? '' : ` by ${event.signal}`}`
  }
}
