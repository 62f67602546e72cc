import type { Event } from '../../model/index.ts'
import type { Failure } from './connection.ts'
import type { Rank } from './saying.ts'

/** rsync's codes for a folder or file that failed for good: there the line about the file is the reason of the exit. */
const fileExitCodes: ReadonlySet<number> = new Set([3, 11])

/** Ranks of lines that end a run; what happened to single files is then beside the point. */
const fatalRanks: readonly Rank[] = ['names', 'network', 'early', 'stop', 'transport', 'beside', 'exit']

/** Decides which of a connection's failure lines names what happened (`specific`) and which only repeat it (`echo`), in the order they came. */
export function settle(failures: readonly Failure[]): readonly Event[] {
  const ranked = failures.some(({ event }) => event.kind === 'program.exited' && fileExitCodes.has(event.code)) ? failures.map(promoted) : failures
  const ranks = new Set(ranked.map(({ rank }) => rank))
  const seen = new Set<string>()
  const earlier = new Set<Rank>()
  return ranked.map((failure) => {
    const symptom = symptomOf(failure, ranks, earlier, seen)
    earlier.add(failure.rank)
    if (symptom === 'specific') seen.add(identity(failure.event))
    return symptom === undefined ? failure.event : { ...failure.event, symptom }
  })
}

function symptomOf({ event, rank }: Failure, ranks: ReadonlySet<Rank>, earlier: ReadonlySet<Rank>, seen: ReadonlySet<string>): Event['symptom'] {
  const fatal = fatalRanks.some((one) => ranks.has(one))
  const before = (...those: readonly Rank[]): boolean => those.some((one) => earlier.has(one))
  switch (rank) {
    case 'names':
      return seen.has(identity(event)) ? 'echo' : 'specific'
    case 'transport':
      return ranks.has('names') ? 'echo' : 'specific'
    case 'network':
      return ranks.has('names') || before('network', 'early', 'stop') ? 'echo' : 'specific'
    case 'early':
      // All that a stream which never began can tell, the remote shell's own exit tells better.
      return ranks.has('names') || ranks.has('transport') || before('network', 'early', 'stop') ? 'echo' : 'specific'
    case 'stop':
      return ranks.has('names') || before('network', 'early', 'stop') ? 'echo' : 'specific'
    case 'beside':
      return ranks.has('names') || before('beside') ? 'echo' : 'specific'
    case 'file':
      // A file skipped on the way is not what ended a run that died of something else.
      return fatal ? undefined : 'specific'
    case 'exit':
      return fatalRanks.some((one) => one !== 'exit' && ranks.has(one)) || before('exit') ? 'echo' : 'specific'
    case 'file-exit':
      return ranks.has('file') || fatal ? 'echo' : 'specific'
  }
}

/** Lines with the same identity say the same thing again, for another file or from a sibling process. */
function identity(event: Event): string {
  return event.kind === 'connect.failed' ? `${event.kind} ${event.errno}` : event.kind
}

function promoted(failure: Failure): Failure {
  if (failure.rank !== 'file') return failure
  if (failure.event.kind !== 'source.failed') return { ...failure, rank: 'names' }
  const { partial: _, ...event } = failure.event
  return { event, rank: 'names' }
}
