const words: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  'twenty-five': 25,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  half: 0.5,
}

const number = `(?:\\d{1,9}(?:[.,]\\d{1,3})?|${Object.keys(words)
  .sort((a, b) => b.length - a.length)
  .join('|')})`
const unit = '(?:ms|millisec\\w*|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)'
const part = `(${number})[ -]?(?:(?:and )?a half )?(${unit})(?![A-Za-z/])`

const single = new RegExp(`\\b${part}`, 'i')
const continued = new RegExp(`^(?:,| and|,? )? ?${part}`, 'i')
const halfHour = /\bhalf an hour\b/i
const clock = /\b(\d{1,2}):(\d\d):(\d\d)\b/

/** The first duration a text names, in seconds; "1 hour 30 minutes" is one. */
export function secondsIn(text: string): number | undefined {
  const halved = halfHour.exec(text)
  const match = single.exec(text)
  if (halved !== null && (match === null || halved.index <= match.index)) return 1800
  if (match === null) return clockSeconds(text)
  const first = secondsOf(match)
  const next = continued.exec(text.slice(match.index + match[0].length))
  const more = next === null ? 0 : secondsOf(next)
  return more > 0 && more < first ? first + more : first
}

function secondsOf([whole, amount = '', named = '']: RegExpExecArray): number {
  const value = words[amount.toLowerCase()] ?? Number(amount.replace(',', '.'))
  const half = / a half /i.test(whole) ? 0.5 : 0
  return (value + half) * unitSeconds(named.toLowerCase())
}

function unitSeconds(named: string): number {
  if (named.startsWith('ms') || named.startsWith('milli')) return 0.001
  if (named.startsWith('s')) return 1
  if (named.startsWith('m')) return 60
  return named.startsWith('d') ? 86_400 : 3600
}

function clockSeconds(text: string): number | undefined {
  const match = clock.exec(text)
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}
