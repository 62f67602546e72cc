import { count, type Event, type EventOf, type Evidence } from '../../model/index.ts'
import { lastWords } from '../../facts/named-failure.ts'

type Unread = EventOf<'source.failed'>

/** How the reading failure is told: of files that could not be read, or of a snapshot that did not come about. */
export interface Telling {
  readonly headline: string
  readonly what: string
  readonly quote: string
  /** Whether a connection kept it from its source is left open. */
  readonly open?: true
}

/** Words for these failures, `errors` of which differ; `stops` where the run counts as failed. */
export function tell(mine: readonly Unread[], errors: number, stops: boolean, evidence: Evidence): Telling {
  const notify = mine.map(({ quote }) => /\bbp(?:start|end)_notify\b/.exec(quote)?.[0]).find((name) => name !== undefined)
  if (notify !== undefined && mine.every(({ path }) => path === undefined)) {
    return {
      headline: `The site's own script ${notify} ended the job`,
      what: `NetBackup runs ${notify} on the client ${notify === 'bpstart_notify' ? 'before it reads anything' : 'once everything is read'}, and takes another exit status than 0 for a failure; what the script met, its own output says.`,
      quote: 'the script did not end with status 0',
    }
  }
  const mode = mine.map(({ quote }) => /\bsnapshot disks using given transport mode: (\w{2,12})/.exec(quote)?.[1]).find((name) => name !== undefined)
  if (mode !== undefined && mine.every(isOfSnapshot)) {
    return {
      headline: `The disks of the virtual machine's snapshot could not be opened (transport mode ${mode})`,
      what: "The snapshot was made; the backup host could not open its disks in that transport mode. The number beside it is the disk library's own and no exit status.",
      quote: 'the disks that should be read could not be opened',
      // These modes read through a connection to the host of the virtual machine.
      ...(mode.startsWith('nbd') ? { open: true as const } : {}),
    }
  }
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
  return (
    path === undefined && !/\(s\) while snapshotting /.test(quote) && /\bVSS\b|shadow ?cop|snapshot|checkpoint|blksnap|kernel (?:entries|module)/i.test(quote)
  )
}

/** A writer that is named tells most, then the last call or service; a status of success says nothing. */
function snapshotWords(mine: readonly Unread[]): string {
  const writer = mine.map(({ quote }) => /\bVSS Writer "([^"]{1,60})"/.exec(quote)?.[1]).find((name) => name !== undefined)
  if (writer !== undefined) return `the VSS writer "${writer}" failed`
  const machine = mine.map(({ quote }) => /\bCheckpoint operation for '([^']{1,60})' failed/.exec(quote)?.[1]).find((name) => name !== undefined)
  if (machine !== undefined) return `the checkpoint of "${machine}" failed`
  const words = mine.map(({ quote }) =>
    lastWords(
      quote
        .replace(/^.*\|/, '')
        .replace(/[. ]+Error code: '?\d{1,6}'?\.?$/, '')
        .replace(/[",].{0,40}\}$/, ''),
    ).replace(/^(?:Fatal error|Error|Warning) +/, ''),
  )
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
  const words =
    reasons[told.reason] ??
    (/\bchanged (?:during|while|as)\b/.test(told.quote) ? 'which changed while it was read' : undefined) ??
    /\bNT_STATUS_\w{1,40}/.exec(told.quote)?.[0] ??
    lastWords(told.quote, 40)
  return `${told.path.length > 40 ? `...${told.path.slice(-37)}` : told.path}, ${words}${more}`
}
