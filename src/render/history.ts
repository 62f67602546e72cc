import { type Clock, count, dayText, type Difference, type History, type Incident, type Moment, thousands } from '../model/index.ts'
import { momentText } from './places.ts'
import { printable } from './printable.ts'

/** More nights than this are told by their number. */
const nightsNamed = 6

/** How often the failure happened and when; undefined where it did once. */
export function timesText({ count: times, countIsLeast, occurrences }: Incident): string | undefined {
  if (times < 2) return undefined
  const [first, last] = [momentText(occurrences[0]), momentText(occurrences.at(-1))]
  const when = first === undefined || last === undefined || first === last ? '' : `, first at ${first}, last at ${last}`
  return `Seen ${countIsLeast === true ? 'at least ' : ''}${count(times, 'time')}${when}.`
}

/** How the failure stands among the other runs of its job, in a sentence or four; undefined when it has no history. */
export function historyText({ history, occurrences, system }: Incident, clocks: readonly Clock[]): string | undefined {
  if (history === undefined) return undefined
  return [
    ofWhom(history, pattern(history, occurrences)),
    differences(history, system),
    follows(history),
    recovered(history),
    assumption(history, occurrences, clocks),
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ')
}

/** Names told before they are counted. */
const jobsNamed = 3

function ofWhom({ of }: History, sentence: string): string {
  if (of === undefined || of.length === 0) return sentence
  return `${of.length > jobsNamed ? count(of.length, 'job') : of.map(printable).join(', ')}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

function recovered({ recovered: others }: History): string | undefined {
  if (others === undefined) return undefined
  const { jobs, failed } = others
  return `It failed ${failed === 1 ? 'once' : count(failed, 'time')} in ${count(jobs, 'other job')} too, which ${jobs === 1 ? 'has' : 'have'} completed since.`
}

function pattern(history: History, occurrences: readonly Moment[]): string {
  const { failed, completed, failingSince, lastGood } = history
  const runs = failed + completed
  const since = dayText(failingSince)
  const good = lastGood?.at === undefined ? undefined : dayText(lastGood.at)
  const last = good === undefined ? '' : `; the last good run was ${good}`
  switch (history.pattern) {
    case 'always':
      return `It failed in all ${thousands(runs)} runs seen; the evidence holds no good run of the same job.`
    case 'since':
      return `Failing since ${since ?? 'then'}, in all ${thousands(failed)} runs since${last}.`
    case 'once':
      return since === undefined ? `It failed in 1 of ${thousands(runs)} runs${last}.` : `It failed in the last of ${thousands(runs)} runs, ${since}${last}.`
    case 'intermittent':
      return `It failed in ${thousands(failed)} of ${thousands(runs)} runs${nights(occurrences, failed)}${since === undefined ? '' : `, without a good one since ${since}`}${last}.`
  }
}

function nights(occurrences: readonly Moment[], failed: number): string {
  const days = [...new Set(occurrences.map((moment) => dayText(moment)?.slice(0, 10)))].filter((day) => day !== undefined)
  return days.length === failed && failed <= nightsNamed ? ` (${days.join(', ')})` : ''
}

function differences({ differences: found, pattern: how }: History, system: string): string | undefined {
  if (found.length === 0) return undefined
  const lead = how === 'since' ? 'Since then' : 'What differs from the good runs'
  return `${lead}: ${found.map((difference) => differenceText(difference, system)).join('; ')}.`
}

function differenceText({ what, before, after }: Difference, system: string): string {
  if (what === 'duration') return `good runs take ${before}, this ${after}`
  const name = what === 'version' ? system : what
  return `${name} ${before} → ${after}`
}

function follows({ follows: rule }: History): string | undefined {
  return rule === undefined ? undefined : `It fails ${rule.text}.`
}

/** Says so when the dates are no line's. */
function assumption({ lastGood, failingSince }: History, occurrences: readonly Moment[], clocks: readonly Clock[]): string | undefined {
  const used = new Set([...occurrences, lastGood?.at, failingSince].map((moment) => moment?.clock))
  const told = clocks.flatMap(({ id, anchoredBy }) => (used.has(id) && anchoredBy?.startsWith('assumed from the ') === true ? [anchoredBy] : []))
  if (told.length === 0) return undefined
  const kinds = new Set(
    told.map((text) => (text.includes('file name') ? 'file names' : text.includes('folder name') ? 'folder names' : 'times the files last changed')),
  )
  return `The dates are assumed from the ${[...kinds].join(' and ')}.`
}
