import { usPerSecond } from '../../model/index.ts'
import type { Connection } from './connection.ts'

/** What `rsync --version` prints first; scripts put it at the head of their logs. */
const release = /^rsync {1,2}version v?(\d[\w.]{0,30}) {1,2}protocol version \d{1,3}$/
const moved = /^(?:sent|wrote) ([\d.,KMGTP]{1,30}) bytes {1,2}(?:received|read) ([\d.,KMGTP]{1,30}) bytes {1,2}([\d.,KMGTP]{1,30}) bytes\/sec$/
const totals = /^Total bytes (sent|received|written|read): ([\d.,KMGTP]{1,30})$/

const units: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 }

/** Takes in how much a run moved and how long it took; false when the text is no such line. */
export function readStatistics(text: string, connection: Connection): boolean {
  const version = release.exec(text)
  if (version !== null) {
    connection.version = version[1] ?? ''
    return true
  }
  const total = totals.exec(text)
  if (total !== null) {
    // `sent` stands before `received`, so that a second run's totals do not add to the first's.
    const before = total[1] === 'sent' || total[1] === 'written' ? 0 : (connection.bytes ?? 0)
    connection.bytes = before + amount(total[2])
    return true
  }
  const found = moved.exec(text)
  if (found === null) return false
  connection.bytes = amount(found[1]) + amount(found[2])
  // The rate alone has two decimals without a unit.
  const perSecond = amount(found[3]) / (/\d[.,]\d\d$/.test(found[3] ?? '') ? 100 : 1)
  // main.c divides by the whole seconds the run took and a half.
  const seconds = perSecond > 0 ? Math.round(connection.bytes / perSecond - 0.5) : 0
  if (seconds > 0) connection.durationUs = seconds * usPerSecond
  return true
}

/** `1,234`, `1.234` in other locales, and `1.23G` of `-h`, which counts in thousands. */
export function amount(text = '0'): number {
  const unit = units[text.at(-1) ?? '']
  if (unit === undefined) return Number(text.replace(/[.,]/g, ''))
  const digits = text.slice(0, -1)
  const point = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  const whole = point < 0 ? digits : `${digits.slice(0, point).replace(/[.,]/g, '')}.${digits.slice(point + 1)}`
  return Math.round(Number(whole) * unit)
}
