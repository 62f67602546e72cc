import { type Event, type Moment, usPerHour, usPerMinute, usPerSecond } from '../../model/index.ts'
import type { WallTime } from '../dating.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { commandLine, commandSigns } from './command-output.ts'
import { ConnectAttempts } from './connect-attempts.ts'
import type { Body, Draft, Weight } from './draft.ts'
import type { Emit } from './emit.ts'
import { ExcerptDays } from './excerpt-days.ts'
import { Exchanges } from './exchanges.ts'
import { failuresIn } from './failures.ts'
import { type Family, familiesOf } from './families.ts'
import { hostsOf, type ThreadHost } from './hosts.ts'
import { jobLine, stamped, statusLine, statusSigns, undated } from './job-details.ts'
import { mattersIn } from './matters.ts'
import { breaksOff, cutHead, type LogRecord, type PlacedRecord, recordsIn, type TyingRecord, untimedRecord } from './record.ts'
import { progressLine, progressSigns } from './progress-log.ts'
import { ofClient, ofError, ofJob, reportLine, sentence } from './report-lines.ts'
import { announcedIn, Rendezvous } from './rendezvous.ts'
import { skim } from './skim.ts'
import type { Told } from './status-bodies.ts'
import { backupIn, type ThreadFacts, Threads } from './threads.ts'
import { unified, unifiedLine } from './unified-log.ts'
import { tupleIn } from './tuple.ts'
import { judge } from './verdicts.ts'

/** Severity of an error in a legacy log (2 verbose, 4 information, 8 warning, 16 error, 32 critical). */
const errorSeverity = 16

/** A line that says others were left out. */
const cut = /^[\W_]*(?:snip\w*|omitted|cut|(?:lines?|text) (?:omitted|removed|cut|deleted))[\W_]*$|^[\s[(<]*\.{3,}[\s\])>]*$/i

/** NetBackup: legacy debug logs, unified logs as `vxlogview` prints them, job details, bare status texts. */
export const netbackup: LineReader = {
  id: 'netbackup',
  ownBeginning: /^\d{1,2}:\d\d:\d\d\.\d{3} \[[\d.]{1,40}\] <\d{1,3}> /,
  signs: ['] <', ']  <', cutHead, unified, stamped, undated, ofError, ofJob, ofClient, ...progressSigns, sentence, ...commandSigns, ...statusSigns, cut],
  open: (source) => new Reading(source),
  skim,
}

class Reading implements LineReading {
  readonly #source: SourceContext
  readonly #threads = new Threads()
  readonly #drafts: Draft[] = []
  readonly #connects: ConnectAttempts
  readonly #rendezvous: Rendezvous
  readonly #exchanges: Exchanges
  #stretch = 0
  #job = 1
  /** The thread of the job details line before, if that was the last line understood. */
  #lastDetails = ''
  #noted = false

  constructor(source: SourceContext) {
    this.#source = source
    const emit: Emit = (record, body, weight = 'context') => this.#draft({ ...record, stretch: this.#stretch, pid: pidOf(record.thread) }, body, weight)
    this.#connects = new ConnectAttempts(emit)
    this.#rendezvous = new Rendezvous(emit)
    this.#exchanges = new Exchanges(emit)
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    const records = recordsIn(line.text)
    const last = records.at(-1)
    if (last === undefined) return !whole && cutHead.test(line.text) ? 'more' : this.#readOther(line)
    if (!whole) {
      // What was joined on is a record of its own.
      if (line.lastLine > line.line && records.length > 1) return undefined
      if (breaksOff(last)) return 'more'
    }
    for (const record of records) this.#record(record, line, records.length === 1)
    return []
  }

  end(): readonly Event[] {
    if (this.#drafts.length === 0) return []
    const { all } = this.#threads
    const [hostOf, familyOf] = [hostsOf(all), familiesOf(all, this.#source.id)]
    const places = new Map(all.map((thread): [string, Whereabouts] => [thread.name, { ...familyOf(thread), ...hostOf(thread), ...onlyProgram(thread) }]))
    const runs = new Set([...places.values()].map(({ run }) => run))
    const loose: Whereabouts = { run: runs.size === 1 ? ([...runs][0] ?? '') : `netbackup ${this.#source.id}` }
    const placeOf = (draft: Draft): Whereabouts => places.get(draft.thread) ?? loose
    const days = new ExcerptDays(this.#source.dating)
    return judge(this.#drafts, (draft) => placeOf(draft).run).map(({ draft, symptom }) => this.#event(draft, placeOf(draft), days, symptom))
  }

  #record(record: LogRecord, line: LogLine, alone: boolean): void {
    const thread = this.#threads.threadOf(record)
    const { failure, ties } = mattersIn(record.text)
    const severe = record.severity >= errorSeverity
    if (!failure && !ties && !severe) return
    const raw = line.raw.trim()
    const program = record.program ?? [...thread.programs].at(-1)
    const placed: PlacedRecord = {
      ...record,
      thread: thread.name,
      line: line.line,
      lastLine: line.lastLine,
      quote: quoteOf(!alone && raw.includes(record.quote) ? record.quote : raw),
      ...(program === undefined ? {} : { program }),
    }
    if (ties) {
      const tying: TyingRecord = { ...placed, logged: tupleIn(record.text), announced: announcedIn(record.text) }
      this.#threads.learn(thread, tying)
      this.#connects.record(tying)
      this.#rendezvous.record(tying)
      this.#exchanges.record(tying)
    }
    const told = failure || severe ? failuresIn(record.text, { severe, ...(program === undefined ? {} : { program }) }) : []
    if (told.length > 0) this.#tell({ ...placed, stretch: this.#stretch, pid: pidOf(record.thread) }, told)
  }

  #readOther(line: LogLine): readonly Event[] | undefined {
    if (cut.test(line.text)) {
      this.#connects.snip()
      this.#exchanges.snip()
      return undefined
    }
    const claimed =
      this.#unified(line) ||
      this.#untimed(line) ||
      this.#details(line) ||
      this.#report(line) ||
      this.#command(line) ||
      this.#progress(line) ||
      this.#status(line)
    if (claimed) return []
    if (line.text.trim() !== '') this.#stretch += 1
    return undefined
  }

  #unified(line: LogLine): boolean {
    const told = unifiedLine(line.text)
    if (told === undefined) return false
    const { program, pid, time } = told
    const thread = this.#threads.named(told.jobId === undefined ? pid : `job ${told.jobId}`, ofDay(time))
    thread.programs.add(program)
    this.#tell({ ...this.#where(line), thread: thread.name, program, pid, ...(time === undefined ? {} : { time }) }, told.told)
    return true
  }

  #untimed(line: LogLine): boolean {
    const record = untimedRecord(line.text)
    if (record === undefined) return false
    const { thread: pid, program, severity, text } = record
    const { name } = this.#threads.named(pid, 0)
    const said = program === undefined ? {} : { program }
    this.#tell({ ...this.#where(line), thread: name, pid: pidOf(pid), ...said }, failuresIn(text, { severe: severity >= errorSeverity, ...said }))
    return true
  }

  #details(line: LogLine): boolean {
    const told = jobLine(line.text)
    if (told === undefined) return false
    const { program, pid, time, us } = told
    if (told.ambiguous && !this.#noted) this.#source.note('dates such as 4/5/2026 are read as month/day/year')
    this.#noted ||= told.ambiguous
    const thread = this.#threads.named(pid ?? `job details ${this.#job}`, us ?? ofDay(time))
    thread.tokens.add(`details ${this.#job}`)
    if (program !== undefined) thread.programs.add(program)
    const backup = backupIn(line.text)
    if (backup !== undefined) thread.tokens.add(`backup ${backup}`)
    this.#tell(
      {
        ...this.#where(line),
        thread: thread.name,
        ...(time === undefined ? {} : { time }),
        ...(us === undefined ? {} : { us }),
        ...(program === undefined ? {} : { program }),
        ...(pid === undefined ? {} : { pid }),
      },
      told.told,
    )
    const ended = told.ends && pid === undefined
    if (ended) this.#job += 1
    this.#lastDetails = ended ? '' : thread.name
    return true
  }

  #report(line: LogLine): boolean {
    const told = reportLine(line.text)
    if (told === undefined) return false
    const { program, time, jobId } = told
    const thread = this.#threads.named(`job ${jobId ?? 'none'}`, ofDay(time))
    // A row of another job is another run, however near it stands.
    if (jobId !== undefined) thread.tokens.add(`backup job ${jobId}`)
    if (program !== undefined) thread.programs.add(program)
    this.#tell({ ...this.#where(line), thread: thread.name, ...(program === undefined ? {} : { program }), ...(time === undefined ? {} : { time }) }, told.told)
    return true
  }

  #command(line: LogLine): boolean {
    const told = commandLine(line.text)
    if (told === undefined) return false
    this.#tell({ ...this.#where(line), thread: '' }, told)
    return true
  }

  #progress(line: LogLine): boolean {
    const told = progressLine(line.text, this.#drafts.length > 0)
    if (told === undefined) return false
    this.#tell({ ...this.#where(line), thread: this.#lastDetails }, told)
    return true
  }

  #status(line: LogLine): boolean {
    const told = statusLine(line.text)
    if (told === undefined) return false
    this.#tell({ ...this.#where(line), thread: this.#lastDetails }, told)
    // Under job details it is their last line.
    if (this.#lastDetails !== '') this.#job += 1
    this.#lastDetails = ''
    return true
  }

  #where(line: LogLine): Pick<Draft, 'line' | 'lastLine' | 'quote' | 'stretch'> {
    return { line: line.line, lastLine: line.lastLine, quote: quoteOf(line.raw.trim()), stretch: this.#stretch }
  }

  #tell(where: Where, told: readonly Told[]): void {
    for (const { body, weight } of told) this.#draft(where, body, weight)
  }

  #draft({ us, time, thread, program, pid, line, lastLine, quote, stretch }: Where, body: Body, weight: Weight): Draft {
    const draft: Draft = {
      ...{ body, weight, thread, stretch, line, lastLine, quote },
      ...(us === undefined ? {} : { us }),
      ...(time === undefined ? {} : { time }),
      ...(program === undefined ? {} : { program }),
      ...(pid === undefined ? {} : { pid }),
    }
    this.#drafts.push(draft)
    return draft
  }

  #event(draft: Draft, { run, job, host, side, who, program = draft.program }: Whereabouts, days: ExcerptDays, symptom: Event['symptom']): Event {
    const when = this.#moment(draft, host, who, days)
    // What the source is known as stands, unless several hosts speak in it.
    const own = who !== undefined || this.#source.host === undefined
    return {
      ...draft.body,
      at: { source: this.#source.id, line: draft.line, ...(draft.lastLine > draft.line ? { lastLine: draft.lastLine } : {}) },
      quote: draft.quote,
      system: 'netbackup',
      run,
      ...(job === undefined ? {} : { job }),
      ...(when === undefined ? {} : { when }),
      ...(host === undefined || !own ? {} : { host }),
      ...(side === undefined || (who === undefined && this.#source.side !== undefined) ? {} : { side }),
      ...(program === undefined ? {} : { program }),
      ...(draft.pid === undefined ? {} : { pid: draft.pid }),
      ...(symptom === undefined ? {} : { symptom }),
    }
  }

  #moment(draft: Draft, host: string | undefined, who: string | undefined, days: ExcerptDays): Moment | undefined {
    const { dating, host: known } = this.#source
    if (draft.time !== undefined) return dating.wall(draft.time)
    if (draft.us === undefined) return undefined
    if (host !== undefined && (who !== undefined || known === undefined)) dating.assignHost('time-of-day', who, host)
    return days.moment(draft.us, who, draft)
  }
}

type Where = Omit<Draft, 'body' | 'weight'>
type Whereabouts = Family & ThreadHost & { readonly program?: string }

/** The program of a thread whose lines name no other. */
function onlyProgram({ programs }: ThreadFacts): { readonly program?: string } {
  const [program, ...others] = programs
  return program === undefined || others.length > 0 ? {} : { program }
}

/** A quote is cut here; it stays a verbatim part of its line. */
const longestQuote = 400

function quoteOf(text: string): string {
  return text.slice(0, longestQuote).trimEnd()
}

function pidOf(thread: string): string {
  const end = thread.search(/[.#]/)
  return end < 0 ? thread : thread.slice(0, end)
}

/** Time of day of a dated line; midnight when it shows none. */
function ofDay(time: WallTime | undefined): number {
  return time === undefined ? 0 : time.hour * usPerHour + time.minute * usPerMinute + time.second * usPerSecond
}
