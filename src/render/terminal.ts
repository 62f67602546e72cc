import { type Clock, count, duration, type Finding, type Incident, type Report, type Source, usPerMs } from '../model/index.ts'
import { andMore, remarksOn } from './about-sources.ts'
import { commandLines } from './command-lines.ts'
import { historyText, timesText } from './history.ts'
import { type Paper, toned, wrapped } from './layout.ts'
import { pathLines } from './paths.ts'
import { placeText, sourceName, withShortPaths } from './places.ts'
import { printable, shortened } from './printable.ts'
import { inReadingOrder } from './reading-order.ts'
import { incidentsText } from './incidents-text.ts'
import { lossy, withoutIncident } from './without-incident.ts'

export interface TextOptions extends Paper {
  readonly verbosity: 'quiet' | 'normal' | 'verbose'
}

/** Quotes per finding before `--verbose` asks for all. */
const quotesShown = 4
/** Next steps, and causes named in each, before `--verbose` asks for all. */
const nextShown = 3
const causesNamed = 4
/** Lines of a failure that nobody explains, before `--verbose` asks for all. */
const symptomsShown = 5
/** Undecided causes, and lines nobody explains, before `--verbose` asks for all. */
const candidatesShown = 5
const unexplainedShown = 3
/** Remarks on sources before `--verbose` tells of each. */
const remarksShown = 8
/** Remedies shown in full before the rest shrink to a line each. */
const remediesShown = 3

/** The report as a page of text: the answer first, then the chain, remedies, what is ruled out and what stays open. */
export function terminalText(full: Report, options: TextOptions): string {
  const report = withShortPaths(full)
  const blocks = report.incidents.map((incident) => incidentLines(incident, report, options))
  if (report.incidents.length === 0) blocks.push(quietLines(report, options))
  if (options.verbosity === 'quiet') {
    const lost = lossy(report.sources).map((source) => printable(`${sourceName(source)}: ${source.notes.join('; ')}`))
    return `${[...blocks.flat(), ...lost].join('\n')}\n`
  }
  if (report.notices.length > 0)
    blocks.push(report.notices.flatMap((notice) => wrapped(options, 'Note: ', `${printable(notice.text)} (${placeText(notice.at, report.sources)})`)))
  const paths = pathLines(report, options)
  if (paths.length > 0) blocks.push(paths)
  const about = [...clockLines(report.clocks, options), ...sourceLines(report.sources, options)]
  if (about.length > 0) blocks.push([toned(options, 'strong', 'About the evidence'), ...about])
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Under `--quiet` one line, whatever the width: scripts read lines. */
function quietLines(report: Report, options: TextOptions): readonly string[] {
  const { title, text } = withoutIncident(report)
  if (options.verbosity === 'quiet') return [`${title}: ${text}`]
  return [toned(options, report.conclusion === 'clean' ? 'good' : 'strong', title), ...wrapped(options, '  ', text)]
}

function incidentLines(incident: Incident, report: Report, options: TextOptions): readonly string[] {
  const answer = printable(incident.headline)
  if (options.verbosity === 'quiet') return [answer]
  const headline = wrapped(options, '', answer).map((line) => toned(options, 'strong', line))
  const chain = incident.findings.filter((finding) => finding.role === 'root' || finding.role === 'consequence')
  const rivals = incident.findings.filter((finding) => finding.role === 'alternative')
  return [
    ...headline,
    ...wrapped(options, '  ', printable(incident.meaning)),
    ...(incident === report.incidents[0] && report.incidents.length > 1 ? wrapped(options, '  ', incidentsText(report.incidents)) : []),
    ...timesLines(incident, options),
    ...historyLines(incident, report.clocks, options),
    ...section('What was seen', options, chain.length > 0 ? [] : symptomLines(incident, report, options)),
    ...section(
      'How it came about',
      options,
      chain.flatMap((finding, index) => findingLines(finding, index + 1, report, options)),
    ),
    ...section(
      'What else fits',
      options,
      rivals.flatMap((finding) => findingLines(finding, 0, report, options)),
    ),
    ...section('What may have done it', options, chain.length > 0 ? [] : candidateLines(incident, options)),
    ...section('What to do', options, remedyLines(incident, options)),
    ...section('Ruled out', options, ruledOutLines(incident, report, options)),
    ...section('Not explained', options, chain.length === 0 ? [] : unexplainedLines(incident, report, options)),
    ...section('Collect next', options, nextLines(incident, options)),
  ]
}

/** Causes that fit what was seen and that nothing here confirms or excludes. */
function candidateLines(incident: Incident, options: TextOptions): readonly string[] {
  const open = incident.findings.filter((finding) => finding.outcome === 'cannot-tell')
  const shown = options.verbosity === 'verbose' ? open : open.slice(0, candidatesShown)
  const lines = shown.flatMap((finding) => wrapped(options, '  - ', `${finding.cause}: ${printable(finding.summary)}`))
  return withRest(lines, open.length - shown.length, 'more candidate')
}

function unexplainedLines(incident: Incident, report: Report, options: TextOptions): readonly string[] {
  const shown = incident.unexplained.slice(0, options.verbosity === 'verbose' ? undefined : unexplainedShown)
  const lines = shown.flatMap((at) => symptomLine(incident, at, report, options))
  return withRest(lines, incident.unexplained.length - shown.length, 'more line')
}

function withRest(lines: readonly string[], hidden: number, noun: string): readonly string[] {
  return hidden > 0 ? [...lines, `  ${count(hidden, noun)} with --verbose`] : lines
}

function timesLines(incident: Incident, paper: Paper): readonly string[] {
  const text = timesText(incident)
  return text === undefined ? [] : wrapped(paper, '  ', text)
}

function historyLines(incident: Incident, clocks: readonly Clock[], paper: Paper): readonly string[] {
  const text = historyText(incident, clocks)
  return text === undefined ? [] : wrapped(paper, '  ', printable(text))
}

function section(title: string, paper: Paper, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', toned(paper, 'strong', title), ...lines]
}

function findingLines(finding: Finding, number: number, report: Report, options: TextOptions): readonly string[] {
  const certainty = finding.role === 'alternative' ? 'possible' : finding.strength
  const lead = number === 0 ? '  - ' : `  ${number}. `
  const shown = options.verbosity === 'verbose' ? finding.evidence : finding.evidence.slice(0, quotesShown)
  const more = finding.evidence.length - shown.length
  return [
    ...wrapped(options, lead, `${printable(finding.summary)} [${finding.cause}, ${certainty}]`),
    ...inReadingOrder(shown).flatMap((item) => [
      ...wrapped(options, '       ', `${toned(options, 'quiet', placeText(item.at, report.sources))}  ${printable(item.text)}`),
      ...quoteLines(item.quote, options),
    ]),
    ...(more > 0 ? [toned(options, 'quiet', `       ${count(more, 'more quote')} with --verbose`)] : []),
  ]
}

function quoteLines(quote: string, options: TextOptions): readonly string[] {
  const most = options.verbosity === 'verbose' ? Number.POSITIVE_INFINITY : options.width * 2 - 20
  return wrapped(options, '       | ', shortened(printable(quote.trim()), most))
    .map((line, index) => (index === 0 ? line : `       | ${line.trimStart()}`))
    .map((line) => toned(options, 'quote', line))
}

function symptomLines(incident: Incident, report: Report, options: TextOptions): readonly string[] {
  const shown = options.verbosity === 'verbose' ? incident.symptoms.length : symptomsShown
  const lines = incident.symptoms.slice(0, shown).flatMap((_, index) => symptomLine(incident, index, report, options))
  return withRest(lines, incident.symptoms.length - shown, 'more line')
}

function symptomLine(incident: Incident, index: number, report: Report, options: TextOptions): readonly string[] {
  const symptom = incident.symptoms[index]
  if (symptom === undefined) return []
  return [`       ${toned(options, 'quiet', placeText(symptom.at, report.sources))}`, ...quoteLines(symptom.text, options)]
}

function remedyLines(incident: Incident, options: TextOptions): readonly string[] {
  const firm = incident.remedies.filter((remedy) =>
    incident.findings.some((finding) => finding.cause === remedy.cause && (finding.role === 'root' || options.verbosity === 'verbose')),
  )
  const shown = options.verbosity === 'verbose' ? firm.length : remediesShown
  const full = firm
    .slice(0, shown)
    .flatMap((remedy, index) => [
      ...wrapped(options, `  ${index + 1}. `, `${capitalised(remedy.kind)}, ${remedy.where}: ${remedy.text}`),
      ...commandLines(remedy.commands).flatMap(({ kind, lines }) => lines.map((line) => `       ${kind === 'command' ? '$ ' : ''}${line}`)),
      ...(remedy.risk === '' ? [] : wrapped(options, '     Risk: ', remedy.risk)),
      ...(remedy.undo === '' ? [] : wrapped(options, '     Undo: ', remedy.undo)),
      ...(remedy.check === '' ? [] : wrapped(options, '     Check: ', remedy.check)),
    ])
  const rest = firm.slice(shown).flatMap((remedy) => wrapped(options, '  - ', `${capitalised(remedy.kind)}, ${remedy.where}: ${remedy.text}`))
  return [...full, ...(rest.length === 0 ? [] : ['  In full with --verbose:', ...rest])]
}

function ruledOutLines(incident: Incident, report: Report, options: TextOptions): readonly string[] {
  return incident.findings
    .filter((finding) => finding.outcome === 'ruled-out')
    .flatMap((finding) => {
      const by = finding.evidence[0]
      const where = by === undefined ? '' : ` (${placeText(by.at, report.sources)})`
      return wrapped(options, '  - ', `${finding.cause}: ${printable(finding.summary)}${where}`)
    })
}

function nextLines(incident: Incident, options: TextOptions): readonly string[] {
  const verbose = options.verbosity === 'verbose'
  const lines = incident.next.slice(0, verbose ? undefined : nextShown).flatMap((next, index) => {
    const named = verbose ? next.separates : next.separates.slice(0, causesNamed)
    const more = next.separates.length - named.length
    return [
      ...wrapped(options, `  ${index + 1}. `, printable(next.what)),
      ...next.command.split('\n').map((command) => `       $ ${printable(command)}`),
      ...wrapped(options, '     Separates: ', `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`),
    ]
  })
  const hidden = incident.next.length - nextShown
  return verbose || hidden <= 0 ? lines : [...lines, `  ${count(hidden, 'more step')} with --verbose`]
}

/** What was not read or was assumed; healthy sources stay silent unless asked. */
function sourceLines(sources: readonly Source[], options: TextOptions): readonly string[] {
  if (options.verbosity === 'verbose')
    return sources.flatMap((source) => {
      const { read, reader, unread } = source
      const told = `${reader ?? 'no reader'}, ${count(read.lines ?? 0, 'line')}, ${count(read.events, 'event')}, ${unread.count} unread`
      return wrapped(options, '  ', printable(`${sourceName(source)}: ${[told, ...notesOf(source)].join('; ')}`))
    })
  const remarks = remarksOn(sources, notesOf)
  const hidden = remarks.length - remarksShown
  const shown = remarks
    .slice(0, remarksShown)
    .flatMap(({ first, others, text }) => wrapped(options, '  ', printable(`${sourceName(first)}${andMore(others)}: ${text}`)))
  return [...shown, ...(hidden > 0 ? [`  and ${count(hidden, 'more remark')} with --verbose`] : [])]
}

function notesOf({ reader, read, notes }: Source): readonly string[] {
  return reader === null && (read.lines ?? 0) > 0 ? ['no reader knows its format', ...notes] : notes
}

/** How the hosts' clocks differ, where lines of both ends show it. */
function clockLines(clocks: readonly Clock[], options: TextOptions): readonly string[] {
  const told = new Set<string>()
  const byId = new Map(clocks.map((clock) => [clock.id, clock]))
  return clocks.flatMap((clock) => {
    const other = clock.relativeTo === undefined ? undefined : byId.get(clock.relativeTo)
    if (clock.kind === 'elapsed' || clock.offsetUs === undefined || other?.host === undefined || clock.host === undefined || clock.host === other.host)
      return []
    const line = clockText(clock.host, other.host, clock.offsetUs, clock)
    if (told.has(`${clock.host} ${other.host}`)) return []
    told.add(`${clock.host} ${other.host}`)
    return wrapped(options, '  ', printable(line))
  })
}

function clockText(host: string, other: string, offsetUs: number, { uncertaintyUs = 0, anchoredBy }: Clock): string {
  const by = anchoredBy === undefined ? '' : `, from ${anchoredBy}`
  if (Math.abs(offsetUs) + uncertaintyUs < usPerMs) return `The clocks of ${host} and ${other} agree within a millisecond${by}.`
  const way = offsetUs < 0 ? 'behind' : 'ahead of'
  return `The clock of ${host} runs ${seconds(Math.abs(offsetUs))} ${way} that of ${other} (give or take ${seconds(uncertaintyUs)}${by}).`
}

/** Offsets need their milliseconds: `0.606 s`. */
function seconds(us: number): string {
  return us >= 60e6 ? duration(us) : `${(us / 1e6).toFixed(us < 10e6 ? 3 : 1)} s`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
