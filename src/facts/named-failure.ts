import { type Event, type EvidenceItem, type Evidence, opposing, supporting } from '../model/index.ts'
import { withEchoes } from './accounted.ts'
import { type Break, brokenConnections } from './broken-connections.ts'

/** A line may reach a log this much late, through a dying connection or a busy disk; less is no order. */
const slackUs = 2_000_000

/** A failure that some line names (a full disk, a refusal, a missing program), set against what the connections did. */
export interface NamedFailure<E extends Event> {
  readonly first: E
  readonly all: readonly E[]
  /** A broken connection that was clearly there before it, so that it may be a consequence itself. */
  readonly preceded?: Break
  /** Broken connections it can have brought about. */
  readonly followed: readonly Break[]
  /** It, the breaks it brought about, and what only echoes them. */
  readonly accountsFor: readonly Event[]
  /** All that is known of it is prose. */
  readonly hearsay: boolean
}

/** Places a named failure among the other symptoms; undefined when no line names one. */
export function namedFailure<E extends Event>(evidence: Evidence, events: readonly E[]): NamedFailure<E> | undefined {
  const told = events.filter((event) => event.reported !== true)
  const all = told.length > 0 ? told : events
  const first = all.find((event) => event.symptom === 'specific') ?? all.find((event) => event.symptom === 'echo') ?? all[0]
  if (first === undefined) return undefined
  const breaks = brokenConnections(evidence)
  const earlier = breaks.filter(({ event }) => all.every((one) => isClearlyBefore(evidence, event, one)))
  const followed = breaks.filter((one) => !earlier.includes(one))
  const [preceded] = earlier
  const stops = evidence.of('run.stopped').filter((event) => event.symptom !== undefined && !all.every((one) => isClearlyBefore(evidence, event, one)))
  return {
    first,
    all,
    followed,
    accountsFor: withEchoes(evidence, [...all, ...followed.map(({ event }) => event), ...stops, ...fallenDominoes(evidence, all)]),
    hearsay: told.length === 0,
    ...(preceded === undefined ? {} : { preceded }),
  }
}

/** Pipes that broke and archivers that failed because the program they wrote to had ended. */
function fallenDominoes(evidence: Evidence, origins: readonly Event[]): readonly Event[] {
  const pipes = evidence.of('connection.failed').filter((event) => event.channel === 'pipe')
  const archivers = evidence.of('source.failed').filter((event) => event.reason === 'archiver')
  return [...pipes, ...archivers].filter((event) => !origins.every((one) => isClearlyBefore(evidence, event, one)))
}

/** By related clocks only: the order of lines in one log says little, since an error text may travel through the dying connection. */
export function isClearlyBefore(evidence: Evidence, a: Event, b: Event): boolean {
  const gap = evidence.timeline.gap(a.when, b.when)
  return gap !== undefined && gap.us > Math.max(slackUs, gap.uncertaintyUs)
}

/** Quotes the first few of many alike, one per wording. */
export function quoteSome(events: readonly Event[], text: string, most = 3): readonly EvidenceItem[] {
  return distinct(events)
    .slice(0, most)
    .map((event) => supporting(event, text))
}

/** The same against a finding. */
export function opposeSome(events: readonly Event[], text: string, most = 3): readonly EvidenceItem[] {
  return distinct(events)
    .slice(0, most)
    .map((event) => opposing(event, text))
}

/** Fits a headline into 100 characters without cutting a word in half where that can be had. */
export function headline(text: string): string {
  if (text.length <= 100) return text
  const cut = text.slice(0, 97)
  const space = cut.lastIndexOf(' ')
  return `${space > 60 ? cut.slice(0, space) : cut}...`
}

/** The telling end of a message: what stands in Amanda's brackets, and then what follows the last colon, which as a rule is the system's own error text. */
export function lastWords(quote: string, most = 60): string {
  const flat = quote.replace(/\s+/g, ' ').trim()
  const reason = reasonInBrackets.exec(flat)?.[1]
  if (reason !== undefined) return reason.length > most ? `${reason.slice(0, most - 3)}...` : reason
  const inner = (bracketed.exec(flat)?.[1] ?? flat.replace(stamp, '')).replace(/^.*\bERR=(?=\S)/, '').replace(/\[Errno \d{1,4}\] /, '')
  const parts = inner
    .replace(/: see \/\S*$/, '')
    .replace(trailing, '')
    .split(': ')
  const last = parts.at(-1) ?? ''
  // A piece of a parenthesis tells nothing: `(required: 2 GB, available: 1 GB)`.
  const whole = last.includes(')') && !last.includes('(') ? parts.join(': ') : last
  const words = last.length < 4 ? parts.slice(-2).join(': ') : whole
  return words.length > most ? `${words.slice(0, most - 3)}...` : words
}

/** NetBackup's system error behind a path: `(WIN32 32: The process cannot access the file. )`. */
const reasonInBrackets = /\((?:errno|BEDS|WIN32) (?:0x)?[\dA-Fa-f]{1,8}: ([^()]{3,200}?)[. ]*\)$/

const bracketed = /(?:FAILED|FAIL|error|ERROR|OCCURRED:)[^[]{0,200}\[["[]{0,4}([^[\]]{4,300})/
const stamp = /^\[?\d[\d\-/T:.,+ ]{6,34}Z?\]?\s+(?=\D)/
const trailing = /[\]"'.]+$/

/** The wording that most of many alike share, which is the one worth a headline. */
export function commonWords(quotes: readonly string[], most = 60): string {
  const counts = new Map<string, number>()
  for (const quote of quotes) counts.set(lastWords(quote, most), (counts.get(lastWords(quote, most)) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

function distinct(events: readonly Event[]): readonly Event[] {
  return events.filter((event, index) => !events.slice(0, index).some((earlier) => earlier.quote === event.quote))
}
