import { type Errno, errnoInText, errnoOfNumber, type Event } from '../model/index.ts'
import type { Judged } from './verdict.ts'

/** A headline stays on one line of a wide terminal. */
const longestHeadline = 100

/** The first line that a user reads: the answer, or that there is none and the failure in the program's own words. */
export function headlineOf(root: Judged | undefined, primary: Event): string {
  if (root?.outcome.outcome !== 'explains') return shortened(`Undecided: ${told(primary)}`)
  const { headline } = root.outcome
  if (root.strength !== 'weak' || /^(perhaps|probably|possibly)/i.test(headline)) return headline
  return shortened(`Probably: ${headline}`)
}

/** Cut between words where that can be had, and before the last words: in an error line they are the system's own. */
function shortened(text: string): string {
  if (text.length <= longestHeadline) return text
  const end = lastWords.exec(text)?.[1] ?? ''
  const cut = text.slice(0, longestHeadline - 4 - end.length)
  const space = cut.lastIndexOf(' ')
  const beginning = cut.slice(0, space > cut.length / 2 ? space : undefined).trimEnd()
  return end === '' ? `${beginning}...` : `${beginning}... ${end}`
}

/** What follows the last colon or Bacula's `ERR=`. */
const lastWords = /(?:: |\bERR=)([^:=]{8,48})$/

/** The failure in the program's own words, for incidents that nobody can explain. */
function told(event: Event): string {
  if (event.kind === 'status.reported' && event.system === 'netbackup' && event.meaning !== undefined) return `NetBackup status ${event.code}: ${event.meaning}`
  const line = event.quote.replace(/\s+/g, ' ').trim()
  return withWinsock(withoutStamps(wordsOfJson(line) ?? withoutMarkup(line)))
}

/** Winsock's numbers say nothing to a reader, and where in its code a program printed them still less. */
function withWinsock(text: string): string {
  const told = text.replace(/ \(at \w{1,40}\.c(?:pp)?[.:]\d{1,6}\)$/, '')
  if (errnoInText(told) !== undefined) return text
  return told.replace(/(?<= - |\bWSA ?|\berror:? )(100[4-6]\d)$/, (number) => {
    const errno = errnoOfNumber(Number(number))
    return errno === undefined ? number : `${number} (${winsockWords[errno] ?? errno})`
  })
}

const winsockWords: Partial<Record<Errno, string>> = {
  ECONNRESET: 'connection reset by peer',
  ECONNABORTED: 'connection aborted on this host',
  ETIMEDOUT: 'connection timed out',
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ENETDOWN: 'network is down',
  ENETRESET: 'connection reset by the network',
  ENOTCONN: 'not connected',
  ENOBUFS: 'no buffer space',
  EADDRINUSE: 'address in use',
  EADDRNOTAVAIL: 'address or port not available',
  EHOSTDOWN: 'host is down',
  ESHUTDOWN: 'connection was shut down',
}

/** Programs that log JSON say what happened in one of these properties. */
const messages = /"(?:message|msg|error|err|errorMessage|reason|text|log)" ?: ?"((?:[^"\\]|\\.){4,400})"/g

/** The longest message of a line that is JSON or ends with it; the rest names levels, times and ids. */
function wordsOfJson(line: string): string | undefined {
  if (!/[{[]\s*"/.test(line)) return undefined
  const found = [...line.matchAll(messages)].map(([, words = '']) => words.replace(/\\(["\\/])/g, '$1').replace(/\\[nrt]/g, ' '))
  return found.toSorted((a, b) => b.length - a.length)[0]
}

/** The words of a page that a server or a web interface gave out in place of an answer. */
function withoutMarkup(line: string): string {
  if (!/<\/[a-z][\w-]{0,20}>|<br ?\/?>/i.test(line)) return line
  const words = line
    .replace(/<[/!a-z][^<>]{0,400}>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words.length >= 8 ? words : line
}

/** When and by which process a line was written stands beside it in the report; a headline needs the words. */
function withoutStamps(line: string): string {
  const plain = stamps.reduce((text, stamp) => text.replace(stamp, ''), line)
  return plain.length >= 8 ? plain : line
}

const stamps: readonly RegExp[] = [
  /^[>| ]+(?=\S)/,
  /^\d{1,4} \| (?=\d{4}-)/,
  /^\[?(?:\d{1,4}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}|[A-Z][a-z]{2} {1,2}\d{1,2}(?:,? \d{4})?|\d{1,2}-[A-Z][a-z]{2})?[T ,]{0,2}\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?[AP]M)?:?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \|)?:? /,
  /^[\w.-]{1,64} [\w./-]{1,48}\[\d{1,10}\]: /,
  /^\[[\w.]{1,24}\] <\d{1,3}> /,
  /^- (?:Info|Warning|Error|Critical) \w{2,30} ?\(pid=[\w.]{1,20}\) /,
  /^(?:- |:: )(?=\S)/,
  /^[\w.-]{1,64} JobId \d{1,10}: (?:(?:Fatal error|Error|Warning): )?(?:[\w/]{1,60}\.(?:c|cc|cpp|h):\d{1,5} )?/,
  /^\[\d{1,10}\] (?=\S)/,
  /^Remote: (?=\S)/,
  /^rsync: (?=\[(?:sender|receiver|generator|client|server)\] )/,
  /^\[(?:sender|receiver|generator|client|server|Receiver|Generator)\] (?=\S)/,
  /^\d{10} \d{1,3} \d{1,3} \d{1,3} \S{1,80} \d{1,12} \d{1,12} \d{1,6} \S{1,80} /,
]
