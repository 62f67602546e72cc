const usPerSecond = 1_000_000

/** A line of strace without the process and time it begins with. */
export interface TraceLine {
  readonly text: string
  readonly pid?: string
  /** `-t` and `-tt`: microseconds since midnight. */
  readonly ofDayUs?: number
  /** `-ttt`: microseconds since 1970. */
  readonly epochUs?: number
}

/** `[pid 4516] ` on a terminal, `4516  ` with `-o`; then `06:21:20.346160 ` or `1795241760.512593 `. */
const front = /^(?:\[pid {1,8}(\d{1,10})\] |(\d{1,10}) {1,8}(?=[\d<a-z+-]))?(?:(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? |(\d{9,11})\.(\d{6}) )?/

/** What strace prints behind the front: a call, the rest of one, a signal, an end. */
const shapes =
  /^(?:[a-z_][a-z0-9_]{1,30}\(.*(?:\)? {0,40}= (?:-?\d+|0x[\da-f]+|\?)|<unfinished \.\.\.>)|<\.\.\. [a-z_][a-z0-9_]{1,30} resumed>|--- (?:SIG[A-Z0-9]{2,10}|stopped by SIG[A-Z]{2,8})|\+\+\+ (?:exited with|killed by|superseded) )/

/** What every line of strace holds. */
export const traceSigns = [
  /= (?:-?\d|0x|\?)/,
  '<unfinished ...>',
  ' resumed>',
  '--- SIG',
  '--- stopped by SIG',
  '+++ exited ',
  '+++ killed ',
  '+++ superseded ',
]

/** Reads the front of a line; undefined when the rest is nothing that strace prints. */
export function traceLine(line: string): TraceLine | undefined {
  const found = front.exec(line)
  if (found === null) return undefined
  const text = line.slice(found[0].length)
  if (!shapes.test(text)) return undefined
  const [, onTerminal, inFile, hour, minute, second, fraction = '', epochSeconds, epochMicros] = found
  const pid = onTerminal ?? inFile
  return {
    text,
    ...(pid === undefined ? {} : { pid }),
    ...(hour === undefined ? {} : { ofDayUs: (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * usPerSecond + Number(fraction.padEnd(6, '0')) }),
    ...(epochSeconds === undefined ? {} : { epochUs: Number(epochSeconds) * usPerSecond + Number(epochMicros) }),
  }
}
