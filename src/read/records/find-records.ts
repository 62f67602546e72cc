import { wallAtStart } from '../generic/line-time.ts'
import { startsLikeLog } from '../paste/line-shape.ts'
import { jsonObject } from './json-members.ts'
import { levelOfWord } from './level.ts'
import { logfmtMembers } from './logfmt-members.ts'
import { endOfQuoted, type Member, unescaped } from './members.ts'
import { type LogRecord, recordOf } from './record.ts'
import { timeOf, timeOfDay } from './record-time.ts'

/** A record, and the message where it stands in front of the values. */
export interface Found {
  readonly record: LogRecord
  readonly before?: string
}

/**
 * The records that a line consists of, or that it ends with; undefined for any other line, which costs next to nothing.
 * Whether syslog or another record held it counts where it is no record as a whole.
 */
export function recordsIn(text: string, isLogged: boolean): readonly Found[] | undefined {
  const from = firstSign(text)
  const first = text.charCodeAt(from)
  const json = first === brace || first === bracket ? inJson(text, from) : undefined
  if (json !== undefined || first === brace) return json
  if (first === quotationMark) return ofMember(text, from)
  if (text.charCodeAt(text.length - 1) === closingBrace) {
    const ended = atEnd(text, isLogged)
    if (ended !== undefined) return ended
  }
  if (text.charCodeAt(from + 4) === bracket) return ofTerminal(text, from)
  const second = text.charCodeAt(from + 1)
  if (first >= zero && first <= nine) {
    const columns = text.includes('\t') ? inColumns(text) : undefined
    if (columns !== undefined) return columns
  } else if (second >= zero && second <= nine && klogHead.test(text)) return ofKlog(text)
  if (!text.includes('=')) return undefined
  if (text.includes('msg=') || text.includes('message=')) return inLogfmt(text)
  return text.includes('err="') || text.includes('error="') ? beforePairs(text) : undefined
}

function firstSign(text: string): number {
  let at = 0
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1
  return at
}

const brace = 0x7b
const closingBrace = 0x7d
const bracket = 0x5b
const quotationMark = 0x22
const zero = 0x30
const nine = 0x39

/** `{…}`, `[{…},{…}]`, `{…},` */
function inJson(text: string, from: number): readonly Found[] | undefined {
  const records: Found[] = []
  const opening = /\[\s*/y
  opening.lastIndex = from
  let at = from + (opening.exec(text)?.[0].length ?? 0)
  while (text.charCodeAt(at) === brace) {
    const object = jsonObject(text, at)
    const record = object === undefined ? undefined : recordOf(object.members)
    if (object === undefined || record === undefined) break
    records.push({ record })
    const between = /[\s,]*/y
    between.lastIndex = object.end
    at = object.end + (between.exec(text)?.[0].length ?? 0)
  }
  return records.length === 0 ? undefined : records
}

/** A line out of an object that is written over several: `"message": "…",`. */
function ofMember(text: string, from: number): readonly Found[] | undefined {
  const [whole, path = ''] = /^"([\w@. -]{1,40})"\s{0,4}:\s{0,4}"/.exec(text.slice(from, from + 60)) ?? []
  if (whole === undefined) return undefined
  const start = from + whole.length
  const end = endOfQuoted(text, start)
  if (!/^[\s,}\]]*$/.test(text.slice(end + 1))) return undefined
  const member: Member = { path, text: text.slice(start, end), at: from, from: start, to: end }
  // Any value of several lines is what some program printed.
  const record = recordOf([member]) ?? (/[^\\]\\n[^"\\]/.test(member.text) ? { head: {}, message: member, output: [] } : undefined)
  return record === undefined ? undefined : [{ record }]
}

/** A message with its values behind it: zap's console form, Ansible's results. */
function atEnd(text: string, isLogged: boolean): readonly Found[] | undefined {
  const start = text.search(/\{\s{0,4}"/)
  const introduced = /(?:: |=> )$/.test(text.slice(Math.max(0, start - 3), Math.max(0, start)))
  if (!isLogged && !introduced && !startsLikeLog(text)) return undefined
  if (start <= 0 || !/[\s=>:\d]$/.test(text.slice(0, start))) return undefined
  const object = jsonObject(text, start)
  const record = object?.whole === true && object.end === text.length ? recordOf(object.members) : undefined
  if (record === undefined || (record.failure === undefined && record.output.length === 0 && record.message === undefined)) return undefined
  return [withText(text.slice(0, start), record)]
}

/** logrus on a terminal: `ERRO[0012] message   error="…" name=value`. */
function ofTerminal(text: string, from: number): readonly Found[] | undefined {
  const [whole, word = '', said = '', pairs] =
    /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[[\dT:+Z-]{4,30}\] (.{1,2000}?)(?: {2,}(?=[\w.]{1,60}=)(.*))?$/.exec(text.slice(from)) ?? []
  if (whole === undefined) return undefined
  const members = pairs === undefined ? [] : logfmtMembers(text, text.length - pairs.length)
  const record = recordOf(members)
  const level = levelOfWord(word)
  const head = { ...record?.head, ...(level === undefined ? {} : { level }) }
  return [{ before: said.trim(), record: { output: [], ...record, head } }]
}

/** `E1121 05:40:12.455783       1 main.go:185] "upload failed" err="…"`, or `copier "msg"="…" "error"="…"`, as Kubernetes' klog writes. */
const klogHead = /^\s{0,40}([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) {1,8}\d{1,10} \S{1,100}:\d{1,6}\] /

function ofKlog(text: string): readonly Found[] | undefined {
  const [whole = '', sign = '', ...figures] = klogHead.exec(text) ?? []
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = figures.map(Number)
  const level = levelOfWord(sign)
  const quoted =
    text.charCodeAt(whole.length) === quotationMark && !/^"[\w.@/-]{1,60}"=/.test(text.slice(whole.length)) ? endOfQuoted(text, whole.length + 1) : 0
  const pairsAt = quoted > 0 ? text.slice(quoted).search(/(?<=" )\S/) + quoted : text.slice(whole.length).search(/"[\w.@/-]{1,60}"=/) + whole.length
  const members = pairsAt >= whole.length ? logfmtMembers(text, pairsAt) : []
  const record = recordOf(members)
  const head = { ...record?.head, time: { month, day, hour, minute, second, micros }, ...(level === undefined ? {} : { level }) }
  const said = quoted > 0 ? unescaped(text.slice(whole.length + 1, quoted)) : record?.message === undefined ? text.slice(whole.length) : undefined
  return [{ ...(said === undefined ? {} : { before: said }), record: { output: [], ...record, head } }]
}

/** zap's console form without values behind the message: time, level, logger and caller where there are any, message. */
function inColumns(text: string): readonly Found[] | undefined {
  const [whole, time = '', word = '', rest = ''] = /^\s{0,40}(\d[\d.:TZ+e-]{9,40})\t(DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL)\t(.{1,12000})$/.exec(text) ?? []
  const level = levelOfWord(word)
  const when = timeOf(time)
  if (whole === undefined || level === undefined || when === undefined) return undefined
  return [{ before: messageOf(rest.split('\t')), record: { head: { time: when, level }, output: [] } }]
}

/** Without the columns in front that name a logger or a place in the code. */
function messageOf(columns: readonly string[]): string {
  const first = columns.findIndex((column, index) => index === columns.length - 1 || !/^[\w./-]{1,120}(?::\d{1,6})?$/.test(column))
  return columns.slice(Math.max(0, first)).join(' ').trim()
}

/** FortiGate and its kind write pairs as well, which are not a program's message. */
const ofFirewall = /(?:^|\s)(?:devname|devid|logid|log_id|log_type|sn|fw|srcip|SRC|src_ip)=/
const firstPair = /(?:^|\s)(?=(?:time|ts|t|level|lvl|severity|msg|logger|caller|source|date|timestamp)=)/

function inLogfmt(text: string): readonly Found[] | undefined {
  const start = firstPair.exec(text)
  if (start === null || start.index > longestHead || ofFirewall.test(text)) return undefined
  const members = logfmtMembers(text, start.index + start[0].length)
  const record = recordOf(members)
  if (record?.message === undefined || (record.head.level === undefined && record.head.time === undefined)) return undefined
  const before = text.slice(0, start.index)
  const { head } = withText(before, record).record
  return [{ record: { ...record, head } }]
}

/** `8:33AM ERR upload failed error="…" name=value`, as zerolog, slog and others write for people: time, level, message, pairs. */
const levelled =
  /^\s{0,40}(?:\[?\d[\d:.,TZ+/ -]{3,35}(?:[AP]M)?\]?\s{1,4})?\[?(?:TRC|DBG|INF|WRN|ERR|FTL|PNC|DEBUG|INFO|WARN|WARNING|ERRO|ERROR|FATAL|PANIC)\]?[:\s]{1,4}(?=\S)/

function beforePairs(text: string): readonly Found[] | undefined {
  const head = levelled.exec(text)?.[0].length
  const pairs = head === undefined ? -1 : text.slice(head).search(/(?<=\s)[a-z_][\w.-]{0,40}=\S/)
  if (head === undefined || pairs < 0) return undefined
  const record = recordOf(logfmtMembers(text, head + pairs))
  return record?.failure === undefined ? undefined : [withText(text.slice(0, head + pairs), record)]
}

/** More in front of the first pair is a text that quotes one. */
const longestHead = 120

/** What stands in front of the values: time, level, and the message. */
function withText(before: string, record: LogRecord): Found {
  const text = before.replace(/(?:\s*(?:=>|[:=]))?\s*$/, '').trimStart()
  const dated = wallAtStart(text)
  const ofDay = dated === undefined ? timeOfDay(text) : undefined
  const rest = text.slice(dated?.length ?? ofDay?.length ?? 0).replace(/^[\s\]|:,-]+/, '')
  const [marked, word = ''] = /^(?:\d{1,2}:\d\d[AP]M\s)?\[?([A-Za-z]{1,9})\]?[\s:|-]+/.exec(rest) ?? ['']
  const level = record.head.level ?? levelOfWord(word)
  const time = record.head.time ?? timeOf(text)
  const head = { ...record.head, ...(time === undefined ? {} : { time }), ...(ofDay === undefined ? {} : { ofDay }), ...(level === undefined ? {} : { level }) }
  const said = levelOfWord(word) === undefined ? rest : rest.slice(marked.length)
  const message = said.includes('\t') ? messageOf(said.split('\t')) : said
  return { record: { ...record, head }, ...(message === '' ? {} : { before: message }) }
}
