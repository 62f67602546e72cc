import { type ConnectionPath, count, type Placement, type Report, type Source, type SourceId, type Tap } from '../model/index.ts'
import { type Paper, toned, wrapped } from './layout.ts'
import { placeText, sourceName } from './places.ts'
import { printable } from './printable.ts'

/** One connection's way in words: a heading, a line for each tap, one for each thing placed. */
export interface PathText {
  readonly heading: string
  readonly taps: readonly string[]
  readonly placed: readonly string[]
}

/** Paths told before `--verbose` asks for all. */
const pathsShown = 3

/** The connections that several captures hold: of a failure those with something placed; without any, the first, for where its taps are. */
export function pathTexts({ paths = [], sources, incidents }: Report, isVerbose: boolean): { readonly told: readonly PathText[]; readonly hidden: number } {
  if (isVerbose) return { told: paths.map((path) => pathText(path, sources)), hidden: 0 }
  // What a connection lived through is of interest to nobody whose backup is complete.
  if (incidents.length === 0) return { told: [], hidden: 0 }
  const telling = paths.filter(({ placed }) => placed.length > 0)
  const wanted = telling.length > 0 ? telling.slice(0, pathsShown) : paths.slice(0, 1)
  return { told: wanted.map((path) => pathText(path, sources)), hidden: Math.max(telling.length - wanted.length, 0) }
}

/** The paths as lines of the terminal's report. */
export function pathLines(report: Report, options: Paper & { readonly verbosity: string }): readonly string[] {
  const { told, hidden } = pathTexts(report, options.verbosity === 'verbose')
  const lines = told.flatMap(({ heading, taps, placed }) => [
    ...wrapped(options, '', heading).map((line) => toned(options, 'strong', line)),
    ...taps.flatMap((tap) => wrapped(options, '  ', tap)),
    ...placed.flatMap((one) => wrapped(options, '  - ', one)),
  ])
  return hidden > 0 ? [...lines, `  ${count(hidden, 'more connection')} with --verbose`] : lines
}

function pathText({ connection, taps, ordered, placed }: ConnectionPath, sources: readonly Source[]): PathText {
  const { from, to } = connection
  const name = (id: SourceId): string => printable(sourceName(sources.find((source) => source.id === id)) ?? id)
  const [first] = taps
  return {
    heading: `On the way from ${endpoint(from)} to ${endpoint(to)}${ordered ? '' : ' (of some taps nothing tells which comes first)'}`,
    taps: taps.map((tap) => `${name(tap.source)}: ${whereabouts(tap, connection)}${first === undefined ? '' : clockText(tap, name(first.source))}`),
    placed: placed.map(
      (one) =>
        `${stretch(one, connection, name)}: ${printable(one.text)}${one.at.length === 0 ? '' : ` (${one.at.map((at) => placeText(at, sources)).join(', ')})`}`,
    ),
  }
}

/** "at 192.0.2.10, 2 routers from 198.51.100.20 (ttl, delay)". */
function whereabouts({ near, by, hops, openerShare }: Tap, { from, to }: ConnectionPath['connection']): string {
  const where =
    near === 'opener' ? `at ${from.address}` : near === 'answerer' ? `at ${to.address}` : near === 'middle' ? 'between the ends' : 'somewhere on the way'
  const routers =
    hops === undefined
      ? []
      : [
          ...(near === 'opener' ? [] : [`${count(hops.fromOpener, 'router')} from ${from.address}`]),
          ...(near === 'answerer' ? [] : [`${count(hops.fromAnswerer, 'router')} from ${to.address}`]),
        ]
  const share = openerShare === undefined || near !== 'middle' ? [] : [`${Math.round(openerShare * 100)} % of the round trip to ${from.address}`]
  return `${[where, ...routers, ...share].join(', ')}${by.length === 0 ? '' : ` (told by ${by.join(', ')})`}`
}

function clockText({ clock }: Tap, first: string): string {
  if (clock === undefined) return ''
  const { offsetUs, uncertaintyUs, skewPpm, skewUncertaintyPpm = 0 } = clock
  const apart = `${milliseconds(Math.abs(offsetUs))} ± ${milliseconds(uncertaintyUs)} ms ${offsetUs < 0 ? 'behind' : 'ahead of'} that of ${first}`
  const offset =
    Math.abs(offsetUs) <= uncertaintyUs ? `agrees with that of ${first} within ${milliseconds(Math.abs(offsetUs) + uncertaintyUs)} ms` : `is ${apart}`
  return `; its clock ${offset}${skewPpm === undefined ? '' : skewText(skewPpm, skewUncertaintyPpm)}`
}

function skewText(ppm: number, uncertaintyPpm: number): string {
  if (Math.abs(ppm) <= uncertaintyPpm) return ''
  return ` and runs ${Math.abs(ppm)} ± ${uncertaintyPpm} ppm ${ppm < 0 ? 'slower' : 'faster'}`
}

function milliseconds(us: number): string {
  return (us / 1000).toFixed(3)
}

function stretch({ after, before }: Placement, { from, to }: ConnectionPath['connection'], name: (id: SourceId) => string): string {
  if (after === undefined) return before === undefined ? 'somewhere' : `between ${from.address} and ${name(before)}`
  return `between ${name(after)} and ${before === undefined ? to.address : name(before)}`
}

function endpoint({ address, port }: ConnectionPath['connection']['from']): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
