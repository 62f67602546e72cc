import type { Event, EventBase, Moment } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { isTextOf } from '../netbackup/status-codes.ts'
import { bareOwnBackup, meaningOfEvent } from './event-meanings.ts'
import { wbadminLine } from './wbadmin.ts'
import { shadowCopyLine, shadowCopySigns } from './shadow-copies.ts'

/** Columns of the Event Viewer's "Save all events as": level, date and time, source, id, category, message. */
const row =
  /^"?(Error|Warning|Information|Critical|Verbose)"?,"?([\d/.: -]{8,24}(?: [AP]M)?)"?,"?([\w .-]{2,60}?)"?,(\d{1,5}),"?[^,"]{0,60}"?(?:,"?(.{0,800}?)"?)?$/
const header = /^"?(?:Level|Keywords),"?Date and Time"?,"?Source"?,/
const field =
  /^\s{0,8}(Log Name|Source|Date|Event ID|Task Category|Level|Keywords|User|Computer|Description|EventID|TimeCreated|ProviderName|Id|Message|LevelDisplayName) {0,14}[:=] {0,14}(.{0,400})$/

/** Windows event log exports: the Event Viewer's CSV, and records as text (`Event ID:  4231`). */
export const windowsEvents: LineReader = {
  id: 'windows-events',
  signs: [header, row, field, 'The backup operation ', 'etailed error: ', ...shadowCopySigns],
  open: (source) => new EventsReading(source),
}

interface Record {
  source?: string
  id?: number
  level?: string
  when?: Moment
  /** The next line is of the description, and whether there was one before. */
  describing?: 'begun' | 'not-yet'
}

class EventsReading implements LineReading {
  readonly #source: SourceContext
  #record: Record | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    if (header.test(text)) return []
    const csv = text.length > 1_200 ? null : row.exec(text)
    if (csv !== null) return this.#row(csv, line)
    const named = text.length > 500 ? null : field.exec(text)
    if (named !== null) return this.#field(named[1] ?? '', (named[2] ?? '').trim(), line)
    if (this.#record?.describing === 'begun' && text.trim() === '') delete this.#record.describing
    if (this.#record?.describing === undefined || text.trim() === '') return this.#bare(line)
    this.#record.describing = 'begun'
    const { describing: _, ...record } = this.#record
    const events = this.#told(record, text.trim(), line)
    // A description may run over several lines; what it means stands in one of them.
    if (events.length > 0) this.#record = record
    return events
  }

  /** Outside of a description: words that need none of an event's fields. */
  #bare(line: LogLine): readonly Event[] | undefined {
    const base = () => this.#base(line, this.#record ?? {})
    const failed = bareOwnBackup(line.text, base)
    if (failed !== undefined) return [failed]
    const printed = wbadminLine(line.text, base)
    return printed === undefined ? shadowCopyLine(line.text, base) : [printed]
  }

  #row([, level = '', date = '', source = '', id, message = '']: RegExpExecArray, line: LogLine): readonly Event[] {
    const when = timedText({ ...line, text: date }, this.#source).when
    return this.#told({ level, source, id: Number(id), ...(when === undefined ? {} : { when }) }, message, line)
  }

  #field(name: string, value: string, line: LogLine): readonly Event[] | undefined {
    // `Source:` and `Date:` stand in many formats; a record is known by what only it has.
    const sure = /^(?:Log Name|Event ID|EventID|ProviderName|TimeCreated)$/.test(name)
    if (this.#record === undefined && !sure) return undefined
    if (name === 'Log Name' || this.#record === undefined) this.#record = {}
    const record = this.#record
    if (name === 'Source' || name === 'ProviderName') record.source = value.replace(/^Microsoft-Windows-/, '')
    if (name === 'Event ID' || name === 'EventID' || name === 'Id') record.id = Number(value)
    if (name === 'Level' || name === 'LevelDisplayName') record.level = value
    if (name === 'Date' || name === 'TimeCreated') {
      const { when } = timedText({ ...line, text: value }, this.#source)
      if (when !== undefined) record.when = when
    }
    if (name !== 'Description' && name !== 'Message') return []
    if (value !== '') return this.#told(record, value, line)
    record.describing = 'not-yet'
    return []
  }

  #base(line: LogLine, { source = '', when }: Record): EventBase {
    return { ...eventBase(line, this.#source, 'host', when), ...(source === '' ? {} : { program: source }) }
  }

  #told(record: Record, message: string, line: LogLine): readonly Event[] {
    const { source = '', id, level } = record
    const base = this.#base(line, record)
    const copied = shadowCopyLine(message, () => base)
    if (copied !== undefined) return copied
    const known = id === undefined ? undefined : meaningOfEvent(source, id, message, base)
    if (known !== undefined) return [known]
    if (level !== 'Error' && level !== 'Critical') return []
    const status = netBackupStatus(message)
    if (status !== undefined) return [{ ...base, system: 'netbackup', kind: 'status.reported', code: status.code, meaning: status.text, symptom: 'specific' }]
    const failure = failureIn(message)?.event({ ...base, system: /netbackup|\bbp[a-z]{2,6}\b/i.test(source) ? 'netbackup' : 'other' })
    return failure === undefined ? [] : [failure]
  }
}

/** `cannot connect on socket (25)`: number and official text must agree. */
function netBackupStatus(message: string): { readonly code: number; readonly text: string } | undefined {
  const [, text = '', digits] = /(?:^|: ?)([a-z'][a-z'/, -]{8,90}?) {0,3}\((\d{1,4})\)/i.exec(message) ?? []
  return digits !== undefined && isTextOf(Number(digits), text) ? { code: Number(digits), text } : undefined
}
