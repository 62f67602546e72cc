import type { Event, EventBase, Moment } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import { programText } from '../generic/program-texts.ts'
import type { LineReading, LogLine, SourceContext } from '../reader.ts'
import { asEcho } from './outcome.ts'

const stamped = /^\[(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.\d{1,3})?\] {0,2}<\s{0,12}\w{1,24}>\s?(.{0,2000})$/
/** The steps of a session as the console copies them: `12.03.2024 01:10:22 :: Processing finished at …`. */
const step = /^\d{1,2}[./]\d{1,2}[./]\d{4} \d{1,2}:\d\d:\d\d(?: [AP]M)? :: (\S.{0,600})$/
const stepFinished = /^(?:Processing finished (?:at|successfully)|Job has been completed successfully|Backup (?:job )?completed successfully)/
/** A row of `veeamconfig session list`. */
const session =
  /^\S.{0,60}? {2,}(?:Backup|Replica|Restore) {2,}\{[\da-f-]{36}\} {2,}(Success|Warning|Failed|Stopped) {2,}(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)/i
/** The log of one session, as `veeamconfig session log` prints it. */
const logged = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [A-Z]{2,5})?(?: \{[\da-f-]{36}\})? \[(info|warn|warning|error|processing)\] (\S.{0,600})$/
/** What a job's report says in sentences of its own, without a stamp. */
const sentence =
  /^\s{0,8}(?:Error: )?(Failed to (?:create|take) volume snapshot|Veeam snapshot kernel module not found|Incompatible kernel module \[\w{1,40}\] already loaded|Failed to perform (?:managed )?backup|Failed to establish connection: all endpoints are unreachable.{0,120}|Processing finished with errors at .{1,60}|(?:Processing \S{1,80} )?Error: .{0,80}(?:Failed to call RPC function|(?:Unf|F)reeze error|Unable to (?:retrieve next block transmission command|allocate processing resources)|Failed to (?:upload disk|download disk|open storage|prepare guest|connect to guest agent|invoke func)).{0,300}|Agent failed to process method \{[\w.]{1,60}\}.{0,100})\.?$/

/** Veeam Agent and Backup & Replication: `[23.11.2026 12:58:43.664] <14041> lpbcore| ERR |text`, and the sentences of a job's own report. */
export const veeam = (source: SourceContext): LineReading => new VeeamReading(source)

/** Of the two shapes. */
export const veeamSigns = [stamped, step, session, logged, sentence]

/** The module and, where there is one, the grade: continuations of an exception's text carry `>>`. */
const spoken = /^(?:\s{0,4}([\w.]{0,20})\s{0,12}\| {0,2})?(?:(ERR|WARN|WRN|>>)\s{0,3}\| ?|(Error)\s{1,4})?(.*)$/
const snapshot =
  /\bFailed to (?:load module \[(?:veeam)?(?:blk)?snap\w*\]|create (?:Veeam snapshots|volume snapshot|snapshot)|take volume snapshot|resolve \d{1,4} kernel entries|execute IOCTL_\w{1,40})|\bsnapshot kernel module not found|\bIncompatible kernel module \[|RPC function '?Vss\.|VSS_WS_FAILED|Cannot create a shadow copy|VSS critical writer|\bSnapshot creation operation has failed|\bFailed to create (?:VM recovery|production|standard) checkpoint|\bCheckpoint operation for .{1,80} failed/i
const outcome =
  /^(?:Failed to perform|Processing finished with errors|Agent failed to process|(?:Processing .{1,80} Error: )?NFC storage connection is unavailable|Failed to create NFC \w{4,8} stream|Failed to establish connection: all endpoints|(?:Backup )?[Jj]ob has (?:been )?failed)/

class VeeamReading implements LineReading {
  readonly #source: SourceContext
  #told = false

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    const { text } = line
    if (!whole && unexplained.test(text.trimEnd())) return 'more'
    const match = text.startsWith('[') ? stamped.exec(text) : null
    if (match === null) return this.#unstamped(line)
    const [, , grade, error, said = ''] = spoken.exec(match[7] ?? '') ?? []
    // An exception's further lines and its trace repeat the first.
    if (said.startsWith('--tr:') || (grade === '>>' && this.#told)) return []
    if (grade === undefined && error === undefined && !/\bfail(?:ed|ure)\b|\berror\b|\bexception\b/i.test(said)) return []
    return this.#graded(failed(said, this.#base(line, this.#moment(match)), grade))
  }

  #unstamped(line: LogLine): readonly Event[] | undefined {
    if (line.text.length > 700) return undefined
    const [row, state] = session.exec(line.text) ?? []
    if (row !== undefined) return [this.#session(state ?? '', row, line)]
    const [, level, said] = logged.exec(line.text) ?? []
    // Others write such lines too: a file that no word of this program stands in is not taken.
    if (said !== undefined && (level === 'error' || stepFinished.test(said))) return this.#step(said, line)
    const taken = step.exec(line.text)?.[1]
    return taken === undefined ? this.#sentence(line) : this.#step(taken, line)
  }

  /** A list of sessions is history: what failed there is no failure of the run that is asked about. */
  #session(state: string, row: string, line: LogLine): Event {
    const base = this.#base(line)
    const text = row.trim()
    if (state === 'Success') return { ...base, kind: 'run.ended', outcome: 'completed', text }
    if (state === 'Warning') return { ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text }
    return state === 'Stopped' ? { ...base, kind: 'run.stopped', by: 'user' } : { ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }
  }

  /** An error that no wording tells is left to whoever reads any program's. */
  #step(text: string, line: LogLine): readonly Event[] | undefined {
    const base = this.#base(line, timedText(line, this.#source).when)
    if (stepFinished.test(text)) return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
    if (!/\b[Ee]rror\b|\b[Ff]ail|[Uu]nable|[Cc]annot/.test(text)) return []
    const event = failed(text.replace(/^Error: /, ''), base, 'ERR')
    return event === undefined ? undefined : this.#graded(event)
  }

  #sentence(line: LogLine): readonly Event[] | undefined {
    const said = line.text.length > 600 ? null : sentence.exec(line.text)
    return said === null ? undefined : this.#graded(failed(said[1] ?? '', this.#base(line), 'ERR'))
  }

  #graded(event: Event | undefined): readonly Event[] {
    if (event === undefined) return []
    const again = this.#told && event.symptom === 'specific'
    if (event.symptom === 'specific') this.#told = true
    return [again ? asEcho(event) : event]
  }

  #base(line: LogLine, when?: Moment): EventBase {
    return { ...eventBase(line, this.#source, 'other', when), program: 'Veeam', job: 'Veeam job' }
  }

  #moment([, day, month, year, hour, minute, second]: RegExpExecArray): Moment | undefined {
    return this.#source.dating.wall({
      ...{ year: Number(year), month: Number(month), day: Number(day) },
      ...{ hour: Number(hour), minute: Number(minute), second: Number(second) },
    })
  }
}

/** Which end it could not reach; why stands in the system's words behind it. */
const unreached = /\bFailed to connect to the port \[([\w.-]{1,120}):(\d{1,5})\]/
const unexplained = /\bFailed to connect to the port \[[\w.-]{1,120}:\d{1,5}\]\.?$/

/** A warning alone ends no job. */
function failed(said: string, base: EventBase, grade: string | undefined): Event | undefined {
  if (snapshot.test(said)) return { ...base, kind: 'source.failed', reason: 'other', symptom: 'specific' }
  if (grade === 'ERR' && /\bend of stream\b/.test(said)) return { ...base, kind: 'connection.closed', symptom: 'specific' }
  const known = (failureIn(said) ?? programText(said))?.event(base)
  const [, peer, port] = unreached.exec(said) ?? []
  if (known !== undefined && peer !== undefined && 'errno' in known)
    return { ...base, kind: 'connect.failed', errno: known.errno, peer, port: Number(port), symptom: 'specific' }
  if (known !== undefined) return grade?.startsWith('W') === true ? undefined : known
  return outcome.test(said) ? { ...base, kind: 'run.ended', outcome: 'failed', text: said.slice(0, 200), symptom: 'echo' } : undefined
}
