import { count, type Incident } from '../model/index.ts'

/** How many failures there are, and how many of them nobody could explain: told with the first of several. */
export function incidentsText(incidents: readonly Incident[]): string {
  const undecided = incidents.filter(({ verdict }) => verdict === 'cannot-tell').length
  const explained = incidents.filter(({ verdict }) => verdict === 'explained').length
  const partly = incidents.length - undecided - explained
  const told = [
    ...(explained === 0 ? [] : [`${explained} explained`]),
    ...(partly === 0 ? [] : [`${partly} explained in part`]),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
  ]
  return `The first of ${count(incidents.length, 'failure')}: ${told.join(', ')}.`
}
