import { reportOn, reportOnOpened } from './cli/report.ts'
import { type CauseId, HoldfastError, type Report } from './model/index.ts'
import { isObservedName, type Observed, type ObservedName, valueProblem } from './read/observed.ts'
import { type GivenEvidence, openGiven } from './read/open/given.ts'

/** What the caller knows that the logs do not say. All of it is optional. */
export interface ExplainOptions {
  /** The host that a path came from, as `--host` tells it. */
  readonly hosts?: readonly { readonly name: string; readonly path: string }[]
  /** The day of log lines that show none. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number }
  /** The time zone of log lines that show none: `Europe/Berlin`, `+01:00`. */
  readonly zone?: string
  /** What somebody observed about the failure; the names are those of `holdfast explain --observed help`. */
  readonly observed?: readonly { readonly name: ObservedName; readonly value?: string }[]
}

/**
 * Says what killed a backup: the library form of `holdfast explain`. It takes paths of files, folders and archives, or evidence held in memory,
 * prints nothing, and gives the report that `--output json` prints. Rejects with a `HoldfastError` for a path that is not there or an option that makes no sense.
 */
export async function explain(evidence: readonly string[] | readonly GivenEvidence[], options: ExplainOptions = {}): Promise<Report> {
  const { hosts, ...others } = options
  requireKnown(options.observed ?? [])
  const origin = { ...others, ...(hosts === undefined ? {} : { host: hosts }) }
  const paths = evidence.filter((item) => typeof item === 'string')
  const given = evidence.filter((item) => typeof item !== 'string')
  if (given.length === 0) return reportOn(paths, origin)
  if (paths.length === 0) return reportOnOpened(openGiven(given), origin)
  throw new HoldfastError('evidence-mixed', {
    what: 'paths and evidence in memory were given together',
    fix: 'Read the files and give their contents, or give paths only.',
  })
}

function requireKnown(observed: readonly Observed[]): void {
  for (const one of observed) {
    const problem = isObservedName(one.name) ? valueProblem(one) : `There is no observation ${String(one.name)}.`
    if (problem !== undefined) throw new HoldfastError('observation-unknown', { what: problem, fix: 'Run `holdfast explain --observed help` for the list.' })
  }
}

export { HoldfastError }
export type { CauseId, GivenEvidence, ObservedName, Report }
export type { Clock, Excerpt, EvidenceItem, Finding, Incident, Measurement, Moment, Next, Notice, Place, Remedy, Run, Source, Symptom } from './model/index.ts'
