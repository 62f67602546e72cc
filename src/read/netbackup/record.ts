import type { Announced } from './rendezvous.ts'
import type { LoggedTuple } from './tuple.ts'
import { usPerHour, usPerMinute, usPerMs, usPerSecond } from '../../model/index.ts'

/** One record of a legacy debug log: `HH:MM:SS.mmm [pid.tid] <severity> function: message`. */
export interface LogRecord {
  /** Since midnight of the writer's day. */
  readonly us: number
  /** `5592.5372` on Windows, `7249` on Unix. */
  readonly thread: string
  readonly severity: number
  /** All that follows the severity. */
  readonly text: string
  readonly program?: string
  /** The record as it stands in the line. */
  readonly quote: string
}

/** Windows writes the hour in the manner of its locale: `8:51:14.569 AM: [1924.2304] <2>`. */
const header = /(?<![\d:.])(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{3}))?(?: ([AP])M)?:? {1,2}\[([\w.]{1,40})\] {1,2}<(\d{1,3})> ?/
const headers = new RegExp(header, 'g')

/** How many records are looked for in one line whose line breaks were lost. */
const mostInOneLine = 200

/** A record and where it stands. */
export interface PlacedRecord extends LogRecord {
  readonly line: number
  readonly lastLine: number
}

/** A record that ties its thread to others, with what several look for in it. */
export interface TyingRecord extends PlacedRecord {
  readonly logged: LoggedTuple | undefined
  readonly announced: Announced | undefined
}

/** The records of one line; several when a web page or a mail client lost the line breaks between them. */
export function recordsIn(text: string): readonly LogRecord[] {
  if (!holdsHeader(text, 0)) return []
  const first = header.exec(text)
  if (first === null) return []
  if (!holdsHeader(text, first.index + first[0].length)) return [recordOf(first, text.slice(first.index).trimEnd())]
  const starts: RegExpExecArray[] = []
  for (const match of text.matchAll(headers)) {
    if (starts.push(match) >= mostInOneLine) break
  }
  return starts.map((match, index) => recordOf(match, text.slice(match.index, starts[index + 1]?.index).trimEnd()))
}

function holdsHeader(text: string, from: number): boolean {
  return text.includes('] <', from) || text.includes(']  <', from)
}

/** The head of a record that a mail client or a page cut in two: the time alone, or all but the severity. */
export const cutHead = /^\s{0,4}\d{1,2}:\d\d:\d\d\.\d{3}(?: [AP]M:?)?(?: \[[\d.]{1,40}\])?$/

/** A record whose time was cut off: `[17300.26824] <16> writeToServer: …`. */
const untimed = /^\s{0,8}\[(\d{1,10}(?:\.\d{1,10})?)\] {1,2}<(\d{1,3})> ?(\S.*)$/

/** Reads a record that shows no time; undefined when it is none. */
export function untimedRecord(text: string): Omit<LogRecord, 'us' | 'quote'> | undefined {
  if (!holdsHeader(text, 0)) return undefined
  const [, thread, severity, message = ''] = untimed.exec(text) ?? []
  if (thread === undefined) return undefined
  const program = programOf(message)
  return { thread, severity: Number(severity), text: message, ...(program === undefined ? {} : { program }) }
}

/** The record breaks off where a mail client may have folded it: after its header, or where a value must follow. */
export function breaksOff({ text }: LogRecord): boolean {
  return text === '' || /(?:\b(?:FROM|TO|returned|progress|errno|Errno|fd =)|[:=,])$/.test(text)
}

function recordOf(match: RegExpExecArray, quote: string): LogRecord {
  const [whole, hour, minute, second, ms = 0, half, thread = '', severity] = match
  const text = quote.slice(whole.length).trim()
  const program = programOf(text)
  return {
    us: hourOfDay(Number(hour), half) * usPerHour + Number(minute) * usPerMinute + Number(second) * usPerSecond + Number(ms) * usPerMs,
    thread,
    severity: Number(severity),
    text,
    quote,
    ...(program === undefined ? {} : { program }),
  }
}

/** The hour of the day that `P` or `A` of its half (`PM`, `AM`) makes of one on a clock of twelve, which begins either half; no half leaves it as it is. */
export function hourOfDay(hour: number, half: string | undefined): number {
  return half === undefined ? hour : (hour % 12) + (half === 'P' ? 12 : 0)
}

/** Programs that print their own name before the function. */
const named =
  /^(bpbrm|bptm|bpdm|bprd|bpdbm|bpjobd|bpsched|nbjm|nbpem|nbrb|nbemm|bpcd|vnetd|pbx|pbx_exchange|bpbkar32|bpbkar|tar32|tar|bpinetd|bpfis|bpbackup|bptestbpcd|nbproxy|nbrmms|nbtar|bprestore)[ :]/

/** Functions that only one program has. */
const functions: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:ProcessRequests|process_(?:service|connect_forward)_socket|vnet_(?:generate_hashes|accept_from_vnetd|verify_local_accept|send_network_socket))\b/,
    'vnetd',
  ],
  [/^(?:process_requests|get_vnetd_forward_socket|vnet_receive_network_socket)\b/, 'bpcd'],
  [/^bpcr_\w+/, 'bpbrm'],
  [/^tar_(?:base|backup\w*)::|^TransporterRemote::|^flush_archive\(\)|^dtcp_(?:read|write)\b/, 'bpbkar'],
  [/^logconnections: BPCD ACCEPT\b/, 'bpcd'],
]

/** Most functions are many programs'. */
const anyFunction = new RegExp(functions.map(([{ source }]) => source).join('|'))

function programOf(text: string): string | undefined {
  return named.exec(text)?.[1] ?? (anyFunction.test(text) ? functions.find(([pattern]) => pattern.test(text))?.[1] : undefined)
}
