import type { Source } from '../model/index.ts'

/** A date, with the time of day or a counter that may stand behind it. */
const stamp = /(?<!\d)(?:19|20)\d\d([-_.]?)\d\d\1\d\d(?:[-_T. ]?\d\d[-:_.h]?\d\d(?:[-:_.m]?\d\d)?(?:\d{3})?)?(?!\d)/g
/** NetBackup's mmddyy: `log.112126`, `112126.log`. */
const shortStamp = /(?<!\d)\d{6}(?!\d)/g
const weekday = /(?<![a-z])(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])/gi
const numberedRun = /(?<![a-z])(night|day|run|week|try|attempt)[-_ ]?\d{1,4}(?!\d)/gi
const compressed = /\.(?:gz|xz|bz2|zst|Z)$/
/** What logrotate and Amanda number: `rsync.log.3`, `amdump.1`, `log.20261121055943.0`. */
const rotation = /\.\d{1,4}$/

/**
 * What the names of one job's nightly logs have in common: the path without dates, weekdays and rotation numbers. `web1.log` and `web2.log`
 * stay two series: they are two hosts.
 */
export function seriesOf(source: Pick<Source, 'path' | 'member'>): string {
  const path = source.member === undefined ? source.path : `${source.path}/${source.member}`
  const nameAt = path.lastIndexOf('/') + 1
  return remembered(folders, path.slice(0, nameAt)) + remembered(names, path.slice(nameAt))
}

/** What folders and names have come to: thousands of files lie in few folders, and have few names among them, one for each night or host. */
const folders = new Map<string, string>()
const names = new Map<string, string>()
const mostKnown = 2_000

function remembered(known: Map<string, string>, text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size >= mostKnown) known.clear()
  const plain = withoutDates(text)
  known.set(text, plain)
  return plain
}

function withoutDates(path: string): string {
  return path
    .replace(compressed, '')
    .replace(rotation, '')
    .replace(stamp, '#')
    .replace(shortStamp, '#')
    .replace(weekday, '#')
    .replace(numberedRun, '$1#')
    .replace(/[-_.]#$/, '')
}
