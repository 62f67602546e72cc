import { monthOf } from './dating.ts'
import type { SyslogPrefix } from './reader.ts'

/** RFC 3164 as rsyslog and `journalctl -o short[-precise]` print it: `Jan 28 04:19:03 ca0 rsyncd[6280]: message`. */
const traditional =
  /^((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d)(?:\.(\d{1,6}))? ([\w.:-]+) (?:([\w./()-]{1,60})(?:\[(\d+)\])?: ?)?/

/** `journalctl -o short-iso[-precise]`, rsyslog's file format, and `dmesg --time-format iso` with a host. */
const iso =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d) (?!(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL|SEVERE)\b)([\w.:-]+) (?:([\w./()-]{1,60})(?:\[(\d+)\])?: ?)?/

/** What runs containers and builds puts a time alone in front, finer than syslog's; Kubernetes' runtimes the stream as well: `stderr F message`. */
const collected = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{7,9})(Z|[+-]\d\d:?\d\d) (?:std(?:out|err) [FP](?::\w{1,10})? )?/

/** RFC 5424: `<34>1 2003-10-11T22:14:15.003Z host app 123 ID47 - message`. */
const structured = /^<\d{1,3}>1 (\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d) (\S+) (\S+) (\S+) \S+ (?:-|\[.*?\]) ?/

/** OpenWrt's logread: `Mon Dec 31 10:50:01 2018 kern.err kernel: message`; it names facility and level and no host. */
const openWrt =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) [a-z]{3,8}\d?\.[a-z]{3,7} ([\w./()-]{1,60})(?:\[(\d+)\])?: ?/

/** Splits a syslog or journald prefix off a line; undefined when there is none. */
export function splitSyslogPrefix(text: string): { readonly prefix: SyslogPrefix; readonly message: string } | undefined {
  const old = traditional.exec(text)
  if (old !== null) {
    const prefix: Written = timeIn(old[1] ?? '')
    if (old[2] !== undefined) prefix.micros = microsOf(old[2])
    if (old[3] !== '-' && old[3] !== undefined) prefix.host = old[3]
    if (old[4] !== '-' && old[4] !== undefined) prefix.program = old[4]
    if (old[5] !== undefined) prefix.pid = old[5]
    return { prefix, message: text.slice(old[0].length) }
  }
  const router = openWrt.exec(text)
  if (router !== null) {
    const [whole, month = '', day, hour, minute, second, year, program, pid] = router
    return { prefix: build({ year, month: monthOf(month), day, hour, minute, second, program, pid }), message: text.slice(whole.length) }
  }
  const dated = collected.exec(text) ?? iso.exec(text) ?? structured.exec(text)
  if (dated === null) return undefined
  const [whole, year, month, day, hour, minute, second, fraction, zone, host, program, pid] = dated
  return { prefix: build({ year, month: Number(month), day, hour, minute, second, fraction, zone, host, program, pid }), message: text.slice(whole.length) }
}

type Written = { -readonly [Key in keyof SyslogPrefix]: SyslogPrefix[Key] }

/** `Jan  4 02:10:19`: most lines of the system's logs begin so, and cutting out each number takes longer than reading it in its place. */
function timeIn(stamp: string): Written {
  const end = stamp.length
  return {
    month: monthOf(stamp.slice(0, 3)),
    day: twoDigits(stamp, end - 11),
    hour: twoDigits(stamp, end - 8),
    minute: twoDigits(stamp, end - 5),
    second: twoDigits(stamp, end - 2),
    micros: 0,
  }
}

/** A blank in place of the first counts as 0. */
function twoDigits(text: string, at: number): number {
  return Math.max(0, text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero
}

const zero = 0x30

function microsOf(fraction: string): number {
  return Number(fraction.slice(0, 6).padEnd(6, '0'))
}

type Parts = { readonly month: number } & {
  readonly [Key in 'year' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone' | 'host' | 'program' | 'pid']?: string | undefined
}

function build(parts: Parts): SyslogPrefix {
  const { year, zone, host, program, pid } = parts
  return {
    month: parts.month,
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    second: Number(parts.second),
    micros: parts.fraction === undefined ? 0 : microsOf(parts.fraction),
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(zone === undefined ? {} : { zone }),
    ...(host === undefined || host === '-' ? {} : { host }),
    ...(program === undefined || program === '-' ? {} : { program }),
    ...(pid === undefined || pid === '-' ? {} : { pid }),
  }
}
