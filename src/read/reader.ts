import type { Event, SourceId } from '../model/index.ts'
import type { Dating } from './dating.ts'

/** One logical line: unfolded, without mail quoting or syslog prefix. Readers match `text` and quote `raw`. */
export interface LogLine {
  readonly text: string
  /** The physical lines as they stand in the source, joined by newlines. */
  readonly raw: string
  /** `raw` is a part of its physical line, as the value of a record is: with the next line it would be no quote. */
  readonly isPart?: true
  /** 1-based, inclusive. */
  readonly line: number
  readonly lastLine: number
  readonly prefix?: SyslogPrefix
  /** How grave the program calls it, where it wrote a structured line. */
  readonly level?: RecordLevel
}

/** The levels that libraries have in common; `notice` is among the second, `critical` and `panic` are among the last. */
export type RecordLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal'

/** What stood in front of a line that syslog or journald wrote. */
export interface SyslogPrefix {
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly micros: number
  readonly year?: number
  readonly zone?: string
  readonly host?: string
  readonly program?: string
  readonly pid?: string
}

/** What a reader is told about the source it reads. */
export interface SourceContext {
  readonly id: SourceId
  /** Path as the report shows it, with forward slashes; `client/rsync.log`. */
  readonly path: string
  readonly host?: string
  readonly side?: 'server' | 'client'
  readonly dating: Dating
  /** Tells the user what was assumed or could not be read; shown with the source. */
  note(text: string): void
}

/** Knows one log format; `open` starts a fresh reading of one source. */
export interface LineReader {
  readonly id: string
  /** How lines begin that no other reader's do: a source whose first line does is offered to this reader first. */
  readonly ownBeginning?: RegExp
  /**
   * Words, in whatever case, and patterns of which a line holds one that the reader takes though it took none lately.
   * Where few lines are anybody's, a line is offered to those alone whose signs it holds; without signs every line is.
   */
  readonly signs?: readonly (string | RegExp)[]
  /** A line is taken or left for what it holds, whatever stood before it: signs tell of all its lines. */
  readonly eachAlone?: true
  open(source: SourceContext): LineReading
  /** How to find what matters in a log that is too long to be read line by line; without it every line is read. */
  readonly skim?: Skim
}

/** What a reader knows of its format's lines without reading them. */
export interface Skim {
  /** How its lines begin: `0` stands for a digit, everything else for itself; at most 16 characters. */
  readonly shapes: readonly string[]
  /** Every line that tells of a failure holds one of these, each at least four characters long; so may lines that tell of none. */
  readonly telling: readonly string[]
  /** The character that ends the head of a line, behind which the message stands. */
  readonly messageAfter: string
  /** Whether the line tells of a failure indeed. */
  tells(line: string): boolean
  /** Texts by which other lines of the same process, connection or job are known. */
  names(line: string): readonly string[]
}

/** One source being read. Never throws on any input. */
export interface LineReading {
  /**
   * Events of this line; an empty list when the line is this format's but says nothing; undefined when it is not this format's;
   * `more` when it begins like this format's and breaks off, as a mail client folds lines: it is then offered again with the
   * next line joined on, at most twice, the last time with `whole` set.
   */
  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined
  /** Takes note of a line that is not offered because it holds none of the reader's signs. */
  pass?(line: LogLine): void
  /**
   * The end of the whole lines that stand from `at` on in this text, that are this format's and of which the last alone matters; at least `at`, and before that last line.
   * Asked where the last line read was this reader's; the lines are not offered, only counted.
   */
  plainUntil?(text: string, at: number): number
  /** Events that only the end of the source decides; `told` is what all readers before this one made of it. */
  end?(told?: readonly Event[]): readonly Event[]
}
