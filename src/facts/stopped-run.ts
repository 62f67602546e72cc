import { type Event, type EventOf, type Evidence, usPerSecond } from '../model/index.ts'
import { oncePer } from './once-per.ts'

/** Who ended a run, as far as the lines show. */
export interface StoppedRun {
  readonly event: EventOf<'run.stopped'>
  readonly all: readonly EventOf<'run.stopped'>[]
  /**
   * `person` and `service` are named by a line; a `time-limit` stops whatever takes too long; `window`: the schedule's closed before the job began;
   * `option`: one of the program's own; `unknown` is a bare signal.
   */
  readonly stopper: 'person' | 'service' | 'time-limit' | 'window' | 'option' | 'unknown'
  /** From the last sign of progress to the stop, where the clocks tell it. */
  readonly quietUs?: number
  readonly progress?: Event
}

/** A minute without any progress before a stop is long enough for the stop to be the answer to a stall. */
export const stallUs = 60 * usPerSecond

/** The first stop of the incident, who made it, and how long nothing had moved by then. */
export const stoppedRun = oncePer((evidence): StoppedRun | undefined => {
  const all = evidence.of('run.stopped').filter((event) => event.reported !== true)
  const event = all.find((one) => one.by !== undefined) ?? all[0]
  if (event === undefined) return undefined
  const progress = lastProgress(evidence, all)
  return { event, all, stopper: stopperOf(evidence, all), ...(progress === undefined ? {} : progress) }
})

/** How readers name a schedule whose window closed. */
const closedWindow = 'the backup window'

const people = /administrator|operator|\buser\b|ctrl-?c|\^C|keyboard|interrupt|console|cancel/i
const clocks = /time ?limit|time-?out|timed out|stop-at|window (?:closed|ended)|watchdog|runtime|max ?run|expired/i

function stopperOf(evidence: Evidence, stops: readonly EventOf<'run.stopped'>[]): StoppedRun['stopper'] {
  if (stops.some((event) => event.by === closedWindow)) return 'window'
  if (stops.some((event) => event.by?.startsWith('--') === true)) return 'option'
  const told = stops.flatMap((event) => [event.by ?? '', event.signal ?? '', isInterrupted(event.quote) ? '^C' : '']).join(' ')
  // timeout(1) exits with 124 when its time has passed.
  const limit = evidence.events.some(
    (event) => (event.kind === 'program.exited' || event.kind === 'status.reported') && event.code === 124 && event.system !== 'netbackup',
  )
  if (limit || stops.some((event) => clocks.test(`${event.by ?? ''} ${event.quote}`))) return 'time-limit'
  if (people.test(told)) return 'person'
  return stops.some((event) => event.by !== undefined) ? 'service' : 'unknown'
}

/** The terminal echoes the interrupting key in front of what the program prints next. */
function isInterrupted(quote: string): boolean {
  return quote.startsWith('^C') || quote.startsWith('\u0003')
}

function lastProgress(evidence: Evidence, stops: readonly Event[]): { readonly quietUs: number; readonly progress: Event } | undefined {
  const moves = evidence.events.filter(isProgress)
  let last: { readonly quietUs: number; readonly progress: Event } | undefined
  for (const stop of stops) {
    for (const progress of moves) {
      const gap = evidence.timeline.gap(progress.when, stop.when)
      if (gap === undefined || gap.us < -gap.uncertaintyUs || (last !== undefined && gap.us >= last.quietUs)) continue
      last = { quietUs: Math.max(0, gap.us), progress }
    }
  }
  return last
}

/** A start counts only as the earliest moment from which nothing is known to have moved. */
function isProgress(event: Event): boolean {
  return event.kind === 'stream.active' || event.kind === 'run.started' || event.kind === 'connection.opened'
}
