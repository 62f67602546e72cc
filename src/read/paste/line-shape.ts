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

/** Words that hold sentences together and that programs seldom print. */
const strong = new Set(
  "i i'm i've i'd i'll we we're we've you your my our me us he she they their it's its this that that's these those there is isn't are aren't was wasn't were weren't has have had hasn't haven't but because when while which who so if also always usually often every after before although though however then than does doesn't did didn't would should could can can't cannot will won't may might seems seem just even still only here what how why where about between both other any some all very more most same like".split(
    ' ',
  ),
)
const weak = new Set("the a an to of in on at by from for with as not no be been and or into over it do don't".split(' '))
const personal = /(?:^|[\s("'])(?:I|I'm|I've|I'd|I'll|we|we're|we've|my|our|you|your|anyone|someone|people)(?=[\s,.;:!?)']|$)/i

const wordy = /^["'(*_~`[-]*[A-Za-z](?:[A-Za-z'/@-]|\.(?=[A-Za-z]))*["')\]*_~`]*[.,;:!?]*["')]*$/

/** How much of a text is words, and how many of those bind sentences. */
export interface Wording {
  readonly tokens: number
  readonly words: number
  readonly numbers: number
  readonly strong: number
  readonly weak: number
  readonly personal: boolean
}

export function wordingOf(text: string): Wording {
  if (text === lastText && lastWording !== undefined) return lastWording
  lastWording = countWords(text)
  lastText = text
  return lastWording
}

/** Two readers ask about the same line, one after the other. */
let lastText: string | undefined
let lastWording: Wording | undefined

function countWords(text: string): Wording {
  let words = 0
  let numbers = 0
  let strongWords = 0
  let weakWords = 0
  const tokens = text
    .slice(0, 600)
    .split(/\s+/)
    .filter((token) => token !== '' && !/^[-*>|=_~]+$/.test(token))
  for (const token of tokens) {
    if (wordy.test(token)) words += 1
    else if (/^[\d.,]+$/.test(token)) numbers += 1
    const bare = token.toLowerCase().replace(/^[^a-z]+|[^a-z']+$/g, '')
    if (strong.has(bare)) strongWords += 1
    else if (weak.has(bare)) weakWords += 1
  }
  return { tokens: tokens.length, words, numbers, strong: strongWords, weak: weakWords, personal: personal.test(text.slice(0, 600)) }
}

/** Whether a line begins as programs begin theirs: with a time, a level, a tag or a program's name. */
export function startsLikeLog(text: string): boolean {
  if (logStart.test(text) || levelWord.test(text)) return true
  return programStart.test(text) && !proseBeforeColon.test(text)
}

export function isCommand(text: string): boolean {
  return command.test(text)
}

const bullet = /^(?:[-*\u2022\u00b7]|\d{1,2}[.)]|[A-Za-z]\))\s+/

/** Judges one line; `inProse` says that it follows, without a gap, a line that was prose. */
export function shapeOf(text: string, inProse: boolean): LineShape {
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
