import { systemError } from '../error-texts.ts'
import { trailerIn } from './trailer.ts'

const head = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?(.*)$/
const withError = /^(?:writefd_unbuffered failed|write error:|read error:|safe_(?:read|write) failed|failed to connect to|getaddrinfo)/

/**
 * Whether a line begins like one of rsync's and lacks its end, as mail clients fold lines: its error text, its `at file(line)`,
 * its `[role]`. Releases that print no role end complete; one more line is looked at and given back.
 */
export function isBrokenOff(text: string): boolean {
  if (/^rsync(?:_bpc)? (?:error|warning): \S/.test(text)) {
    const found = trailerIn(text)
    return found?.complete !== true || found.role === undefined
  }
  if (/^(?:\[[A-Za-z]{1,12}\] )?io timeout after\b/.test(text)) return !text.endsWith('exiting')
  const body = head.exec(text)?.[1]
  if (body === undefined) return false
  if (body.startsWith('connection unexpectedly')) return !/ read so far\)$|\]$/.test(body)
  if (withError.test(body)) return systemError(body.slice(body.lastIndexOf(': ') + 2)) === undefined
  return /(?::|" failed| failed:)$/.test(body) || /^(?:server sent "(?!.{0,2000}" rather than greeting$).{0,2000}|did not see(?: server)?)$/.test(body)
}

/** Whether a joined line's last part is a line of its own, so that the join is wrong. */
export function beginsAnew(raw: string): boolean {
  const last = raw.slice(raw.lastIndexOf('\n') + 1).replace(/^[\s>|]+/, '')
  return last === '' || /^(?:rsync|@ERROR|\[[A-Za-z]{1,12}\] io timeout|rc=|\d{4}[/-]\d\d[/-]\d\d |[A-Z][a-z]{2} [ \d]\d \d\d:)/.test(last)
}
