/** A date that a file's name shows. */
export interface NamedDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** The file was put aside on that day, so that its lines are of that day or before (logrotate's dateext, logrotate.conf(5)). */
  readonly putAside: boolean
}

/** Names and what dates they show: thousands of files have few names among them, one for each night or host. */
const known = new Map<string, NamedDate | undefined>()
const mostKnown = 2_000

/** The date in a file's name, without its folders; undefined when there is none, or more than one. */
export function dateInName(name: string): NamedDate | undefined {
  if (known.has(name)) return known.get(name)
  const found = /\d\d[-_.]?\d\d/.test(name) ? searched(name) : undefined
  if (known.size >= mostKnown) known.clear()
  known.set(name, found)
  return found
}

function searched(name: string): NamedDate | undefined {
  const plain = name.replace(/\.(?:gz|xz|bz2|zst|Z)$/, '')
  const found = [...calendarDates(plain), ...netbackupDates(plain)]
  const [first] = found
  if (first === undefined || found.some((other) => other.day !== first.day || other.month !== first.month || other.year !== first.year)) return undefined
  return { ...first, putAside: /-\d{8}$/.test(plain) }
}

type Day = Pick<NamedDate, 'year' | 'month' | 'day'>

/** `2026-11-21`, `20261121`, and Amanda's `20261121055943` and `20261121055943001` (a counter for clashes within a second). */
const calendarDate = /(?<!\d)((?:19|20)\d\d)(?:([-_.])(\d\d)\2(\d\d)|(\d\d)(\d\d)(?:\d{4}|\d{6}|\d{9})?)(?!\d)/g

function calendarDates(name: string): readonly Day[] {
  return [...name.matchAll(calendarDate)].flatMap(([, year, , month, day, monthAlone, dayAlone]) =>
    valid(Number(year), Number(month ?? monthAlone), Number(day ?? dayAlone)),
  )
}

/** NetBackup's legacy logs (mmddyy): `log.112126` on Unix, `112126.log` on Windows, `root.112126_00001.log` since 7.7. */
const legacyLog = /^(?:log\.(\d\d)(\d\d)(\d\d)|(\d\d)(\d\d)(\d\d)\.log|.+\.(\d\d)(\d\d)(\d\d)_\d{5}\.log)$/

/** NetBackup's unified logs (yymmdd): product, originator and host numbers, date, rotation. */
const unifiedLog = /^\d+-\d+-\d+-(\d\d)(\d\d)(\d\d)-\d{10}\.log$/

function netbackupDates(name: string): readonly Day[] {
  const legacy = legacyLog
    .exec(name)
    ?.slice(1)
    .filter((part) => part !== undefined)
  if (legacy !== undefined) return valid(2000 + Number(legacy[2]), Number(legacy[0]), Number(legacy[1]))
  const unified = unifiedLog.exec(name)
  return unified === null ? [] : valid(2000 + Number(unified[1]), Number(unified[2]), Number(unified[3]))
}

function valid(year: number, month: number, day: number): readonly Day[] {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? [{ year, month, day }] : []
}
