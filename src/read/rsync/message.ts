import type { Moment } from '../../model/index.ts'
import type { WallTime } from '../dating.ts'
import type { LogLine, SourceContext } from '../reader.ts'

/** One line as rsync meant it: what a log file, syslog or a wrapping script put in front is taken off and understood. */
export interface Message {
  readonly text: string
  readonly pid?: string
  readonly host?: string
  /** Syslog's tag, where there is one. */
  readonly tag?: string
  /** The line has rsync's own `date time [pid]` prefix, or rsyncd's syslog tag. */
  readonly logged: boolean
  /** Asked only for lines that are claimed, so that foreign lines leave no clock behind. */
  readonly when: () => Moment | undefined
}

/** `log file =` and `--log-file`: log.c prints local time in seconds and the pid of the process that writes. */
const ownPrefix = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) \[(\d{1,10})\] /

/** What scripts, BackupPC and `ts` put in front of a line. */
const wrapperStamp = /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6})\d{0,3})?(Z|[+-]\d\d:?\d\d)?\]?:?\s{1,8}/

/** A terminal shows the interrupting key in front of whatever is printed next. */
const interruptKey = /^(?:\^C)+/

/** Reads the front of a line. */
export function messageOf(line: LogLine, source: SourceContext): Message {
  const own = ownPrefix.exec(line.text)
  if (own !== null) {
    return { text: rest(line.text, own), pid: own[7] ?? '', logged: true, when: () => source.dating.wall(wallTime(own)) }
  }
  const { prefix } = line
  if (prefix !== undefined) {
    const { program, pid, host } = prefix
    return {
      text: line.text.trim().replace(interruptKey, ''),
      ...(pid === undefined ? {} : { pid }),
      ...(host === undefined ? {} : { host }),
      ...(program === undefined ? {} : { tag: program }),
      logged: program === 'rsyncd',
      when: () => source.dating.wall(prefix, host),
    }
  }
  const stamp = wrapperStamp.exec(line.text)
  if (stamp === null) return { text: line.text.trim().replace(interruptKey, ''), logged: false, when: () => undefined }
  const time = {
    ...wallTime(stamp),
    ...(stamp[7] === undefined ? {} : { micros: Number(stamp[7].padEnd(6, '0')) }),
    ...(stamp[8] === undefined ? {} : { zone: stamp[8] }),
  }
  return { text: rest(line.text, stamp), logged: false, when: () => source.dating.wall(time) }
}

/** What stands behind words that a wrapper put in front: `backup.sh: stderr: rsync: read error: …`; undefined when nothing does. */
export function innerText(text: string): string | undefined {
  const found = /^.{1,60}?[\s:>(]((?:rsync(?:_bpc)?(?: error| warning)?: |@ERROR: ).*)$/.exec(text)
  // A program that passes several lines on as one text writes their ends as letters.
  return found?.[1]?.split(/\\n(?=\S)/, 1)[0]
}

function rest(text: string, front: RegExpExecArray): string {
  const behind = text.slice(front[0].length).trim()
  return behind.startsWith('^C') ? behind.replace(interruptKey, '') : behind
}

function wallTime([, year, month, day, hour, minute, second]: RegExpExecArray): WallTime {
  return { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) }
}
