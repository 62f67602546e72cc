import { countWords, type Wording } from './word-count.ts'

/** What a line looks like to somebody who knows no log format. */
export type LineShape = 'blank' | 'log' | 'prose' | 'heading' | 'other'

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'

/** A time, a level, a priority, a thread or a bracketed tag at the very beginning. */
const logStart = new RegExp(
  `^\\s*(?:"[\\w -]{1,40}" ?:|\\[?\\d{1,4}[-/.:]\\d{1,2}[-/.:T ]\\d{1,4}|\\[ *\\d+[.\\]]|\\d{2}:\\d{2}:\\d{2}|\\[?${day},? ${month} +\\d|${month} +\\d{1,2} \\d\\d:|1\\d{9}[. ]|-?\\d+ ?: |<\\d{1,3}>|[@#$%] ?\\w*:? |\\[[A-Z]{4,8}\\]|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|ALERT|FAILED|FAIL)\\b[:\\]| -])`,
)
const levelWord = /^\s*(?:error|fatal|warning|critical|failure|exception|failed)(?: error)?:\s/i

/** `rsync: `, `sendbackup[123]: `, `lib/io.c:77: `, `Foo::bar: `, `E: `. */
const programStart = /^\s*(?:[a-z][\w./+-]{0,40}|[\w./-]{0,40}[\d_/.][\w./-]{0,40}|[A-Za-z]\w*(?:::\w+)+|[A-Z])(?:\[\d{1,10}\]|\(\d{1,10}\))?: \S/

/** Lower-case words people put before a colon. */
const proseBeforeColon =
  /^\s*(?:note|notes|update|edit|ps|p\.s\.|fyi|problem|question|setup|environment|background|example|also|so|and|but|to|re|hi|hello|thanks|here|btw|hint|tip|workaround|solution|cause|result|summary|symptom|symptoms):/i

/** A command somebody typed or tells others to type. */
const command = /^\s*(?:[$#] |sudo |sysctl |echo |iptables |nft |netsh |ssh -|rsync -|ip |ndd |ipadm |reg )/

export function wordingOf(text: string): Wording {
  if (text === lastText && lastWording !== undefined) return lastWording
  lastWording = countWords(text)
  lastText = text
  return lastWording
}

/** Two readers ask about the same line, one after the other. */
let lastText: string | undefined
let lastWording: Wording | undefined

/** Whether a line begins as programs begin theirs: with a time, a level, a tag or a program's name. */
export function startsLikeLog(text: string): boolean {
  if (logStart.test(text) || levelWord.test(text)) return true
  return text.includes(': ') && programStart.test(text) && !proseBeforeColon.test(text)
}

export function isCommand(text: string): boolean {
  return command.test(text)
}

const bullet = /^(?:[-*\u2022\u00b7]|\d{1,2}[.)]|[A-Za-z]\))\s+/

/** Judges one line; `inProse` says that it follows, without a gap, a line that was prose. */
export function shapeOf(text: string, inProse: boolean): LineShape {
  if (text === judged?.text && inProse === judged.inProse) return judged.shape
  judged = { text, inProse, shape: judge(text, inProse) }
  return judged.shape
}

/** Two readers ask about the same line, one after the other. */
let judged: { readonly text: string; readonly inProse: boolean; readonly shape: LineShape } | undefined

function judge(text: string, inProse: boolean): LineShape {
  const line = text.trim()
  if (line === '') return 'blank'
  const said = line.replace(bullet, '')
  if (startsLikeLog(said)) return 'log'
  const wording = wordingOf(said)
  const share = wording.words / Math.max(1, wording.tokens)
  const binding = wording.strong * 2 + wording.weak
  const capital = /^[A-Z"'(]/.test(said)
  const stops = /[.:!?]["')]*$/.test(said)
  if (wording.tokens >= 3 && share >= 0.6) {
    const sentence = binding >= 4 && (capital || stops || wording.numbers <= 1)
    if (wording.personal || sentence || (binding >= 2 && capital && stops)) return 'prose'
    if (said !== line && share >= 0.8 && binding >= 1) return 'prose'
  }
  if (inProse && share >= 0.5 && !/[={}\\|]/.test(said) && (binding >= 1 || (wording.tokens <= 6 && share >= 0.7))) return 'prose'
  if (wording.tokens <= 8 && share >= 0.8 && /^[A-Z]/.test(said) && !/[=<>{}\\]/.test(said)) return 'heading'
  return 'other'
}
