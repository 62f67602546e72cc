import type { RecordLevel } from '../reader.ts'

const words: readonly (readonly [RegExp, RecordLevel])[] = [
  [/^(?:fatal?|ftl|pnc|critical|crit|panic|pani|dpanic|emerg\w*|alert|severe)$/i, 'fatal'],
  [/^(?:error?|err|eror|e)$/i, 'error'],
  [/^(?:warn(?:ing)?|wrn|w)$/i, 'warning'],
  [/^(?:inf|info(?:rmation(?:al)?)?|notice|i)$/i, 'info'],
  [/^(?:debu?g?|dbg|trace?|trac|trc|verbose|fine(?:r|st)?|d)$/i, 'debug'],
]

/** The level that a word means; undefined for other words. */
export function levelOfWord(word: string): RecordLevel | undefined {
  return words.find(([shape]) => shape.test(word))?.[1]
}

/** What the library says of a line's weight: a word, or a number of its own or of syslog's. */
export function levelOf(said: {
  readonly level: string | undefined
  readonly priority: string | undefined
  readonly isGelf: boolean
}): RecordLevel | undefined {
  const { level, priority, isGelf } = said
  if (level === undefined) return ofSyslog(priority)
  if (!/^\d{1,2}$/.test(level)) return levelOfWord(level)
  return isGelf ? ofSyslog(level) : ofBunyan(Number(level))
}

/** The journal gives whatever a service prints the priority 6, so that the milder ones say nothing. */
function ofSyslog(priority: string | undefined): RecordLevel | undefined {
  const value = Number(priority ?? 7)
  if (Number.isNaN(value) || value > 4) return undefined
  return value === 4 ? 'warning' : value === 3 ? 'error' : 'fatal'
}

/** bunyan's and pino's numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function ofBunyan(value: number): RecordLevel | undefined {
  if (value < 10 || value > 60) return undefined
  if (value >= 50) return value === 60 ? 'fatal' : 'error'
  return value >= 40 ? 'warning' : value >= 30 ? 'info' : 'debug'
}
