import { count, type Incident } from '../model/index.ts'

/** How many failures there are, and how many of them nobody could explain: told with the first of several. */
export function incidentsText(incidents: readonly Pick<Incident, 'verdict'>[]): string {
  const undecided = incidents.filter(({ verdict }) => verdict === 'cannot-tell').length
  const explained = incidents.filter(({ verdict }) => verdict === 'explained').length
  const partly = incidents.length - undecided - explained
  const total = incidents.length
  if (explained === total || undecided === total) {
    const all = total === 2 ? 'both' : `all ${total}`
    return `The first of ${count(total, 'failure')}; ${all} ${explained === total ? 'are explained' : 'stay undecided'}.`
  }
  const told = [
    ...(explained === 0 ? [] : [`${explained} ${explained === 1 ? 'is' : 'are'} explained`]),
    ...(partly === 0 ? [] : [`${partly} ${partly === 1 ? 'is' : 'are'} explained in part`]),
    ...(undecided === 0 ? [] : [`${undecided} ${undecided === 1 ? 'stays' : 'stay'} undecided`]),
  ]
  return `The first of ${count(total, 'failure')}; of these ${told.join(', ')}.`
}
