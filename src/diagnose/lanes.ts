import type { Event, SourceId } from '../model/index.ts'
import { jobWithoutLevel } from './traits.ts'

/**
 * The lanes that a run is in: the runs of one job as one end logs them. A job that has a name is told by it; one that has none by the series
 * of logs it is written to.
 */
export function lanesOf(events: readonly Event[], series: ReadonlyMap<SourceId, string>): readonly string[] {
  const system = events[0]?.system ?? 'other'
  const job = events.find((event) => event.job !== undefined)?.job
  if (job === undefined) return [...new Set(events.map(({ at }) => `${system} in ${series.get(at.source) ?? at.source}`))]
  const side = events.find((event) => event.side !== undefined)?.side ?? ''
  const started = events.find((event) => event.kind === 'run.started')
  const peer = started?.kind === 'run.started' ? (started.peer ?? '') : ''
  return [`${system} ${jobWithoutLevel(job)} ${side} ${callerOf(peer)}`]
}

/** `web1 (10.0.0.5)` stays web1 when its address changes. */
function callerOf(peer: string): string {
  return peer.replace(/ \([^()]*\)$/, '')
}

/** Chooses one lane for each job: two ends that log one failure see the same runs, and these are counted once. */
export class Lanes {
  readonly #leader = new Map<string, string>()
  readonly #failures = new Map<string, number>()

  /** The lanes of all runs that one failure struck. */
  addFailure(lanesOfRuns: readonly (readonly string[])[]): void {
    const lanes = [...new Set(lanesOfRuns.flat())]
    const [first] = lanes
    if (first === undefined) return
    for (const lane of lanes) {
      this.#failures.set(lane, (this.#failures.get(lane) ?? 0) + 1)
      this.#leader.set(this.#leaderOf(lane), this.#leaderOf(first))
    }
  }

  /** Of each group of lanes that share failures the one that shows most of them; among equals the one with most runs, then with most times. */
  chosen(runsIn: (lane: string) => { readonly all: number; readonly timed: number }): readonly string[] {
    const groups = Map.groupBy(this.#failures.keys(), (lane) => this.#leaderOf(lane))
    const failures = (lane: string): number => this.#failures.get(lane) ?? 0
    return [...groups.values()].flatMap((lanes) => {
      const ranked = lanes.map((lane) => ({ lane, shown: failures(lane), runs: runsIn(lane) }))
      const [best] = ranked.toSorted((a, b) => b.shown - a.shown || b.runs.all - a.runs.all || b.runs.timed - a.runs.timed)
      return best === undefined ? [] : [best.lane]
    })
  }

  #leaderOf(lane: string): string {
    let at = lane
    for (let next = this.#leader.get(at); next !== undefined && next !== at; next = this.#leader.get(at)) at = next
    return at
  }
}
