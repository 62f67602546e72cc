import { count, type Event, type EventOf, type Evidence } from '../../model/index.ts'
import { lastWords } from '../../facts/named-failure.ts'

type Unread = EventOf<'source.failed'>

/** How the reading failure is told: of files that could not be read, or of a snapshot that did not come about. */
export interface Telling {
  readonly headline: string
  readonly what: string
  readonly quote: string
}

/** Words for these failures, `errors` of which differ; `stops` where the run counts as failed. */
export function tell(mine: readonly Unread[], errors: number, stops: boolean, evidence: Evidence): Telling {
  if (mine.every(isOfSnapshot)) {
    return {
      headline: `A snapshot of the source could not be made: ${snapshotWords(mine)}`,
      what: `The backup reads from a snapshot on the backed-up host, and that could not be made${stops ? '; the run counts as failed' : ''}.`,
      quote: 'the snapshot that should be read failed',
    }
  }
  return {
    headline: `${whoReads(evidence)} could not read its source: ${reasonOf(mine, errors)}`,
    what: `${whoReads(evidence)} met ${count(errors, 'reading error')} on the backed-up host${stops ? ' and the run counts as failed' : '; the rest was copied'}.`,
    quote: 'the program names what it could not read',
  }
}

/** Nothing was wrong with a file: the still copy that it should be read from did not come about. */
export function isOfSnapshot({ path, quote }: Unread): boolean {
  return path === undefined && !/\(s\) while snapshotting /.test(quote) && /\bVSS\b|shadow ?cop|snapshot|blksnap|kernel (?:entries|module)/i.test(quote)
}

/** A writer that is named tells most, then the last call or service; a status of success says nothing. */
function snapshotWords(mine: readonly Unread[]): string {
  const writer = mine.map(({ quote }) => /\bVSS Writer "([^"]{1,60})"/.exec(quote)?.[1]).find((name) => name !== undefined)
  if (writer !== undefined) return `the VSS writer "${writer}" failed`
  const words = mine.map(({ quote }) => lastWords(quote.replace(/^.*\|/, '').replace(/[",].{0,40}\}$/, '')).replace(/^(?:Fatal error|Error|Warning) +/, ''))
  return (words.find((text) => !text.includes('0x00000000')) ?? words[0] ?? '').replace(/\[(\w+)$/, '[$1]')
}

function whoReads(evidence: Evidence): string {
  const names: Partial<Record<Event['system'], string>> = {
    amanda: "Amanda's archiver",
    rsync: 'rsync',
    netbackup: 'bpbkar',
    bacula: 'The File Daemon',
    borg: 'borg',
    restic: 'restic',
    backuppc: 'rsync',
  }
  const [first] = evidence.of('source.failed')
  if (first?.system === 'backuppc' && first.quote.includes('NT_STATUS_')) return 'smbclient'
  return names[first?.system ?? 'other'] ?? 'The backup program'
}

const reasons: Partial<Record<Unread['reason'], string>> = { permission: 'permission denied', 'io-error': 'I/O error', vanished: 'gone' }

function reasonOf(events: readonly Unread[], errors: number): string {
  const told = events.find((event) => event.path !== undefined) ?? events.find((event) => event.reason !== 'archiver') ?? events[0]
  if (told === undefined) return ''
  const more = errors > 1 ? ` (${errors} errors)` : ''
  if (told.path === undefined) return `${lastWords(told.quote)}${more}`
  const words = reasons[told.reason] ?? /\bNT_STATUS_\w{1,40}/.exec(told.quote)?.[0] ?? lastWords(told.quote, 40)
  return `${told.path.length > 40 ? `...${told.path.slice(-37)}` : told.path}, ${words}${more}`
}
