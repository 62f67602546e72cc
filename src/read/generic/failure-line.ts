import { startsLikeLog } from '../paste/line-shape.ts'

/** Where in a line the error text stands. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What is known of a line beside its text. */
export interface LineManner {
  /** It begins with a time, or syslog wrote it. */
  readonly timed: boolean
  /** The lines around it are program text, or the whole is a long document. */
  readonly amongCode: boolean
}

/**
 * Whether a line that holds an error text is a program's report that it happened: it begins as programs begin their lines, or says that
 * something failed, or is nothing but the error; and it is neither program text nor a manual's, a change log's or a table's mention of it.
 */
export function isFailureLine(text: string, found: Span, { timed, amongCode }: LineManner): boolean {
  if (isCopiedError(text, found)) return true
  if (isProgramText(text, found)) return false
  if (timed || isNumberedError(text, found) || answerOfStore.test(text)) return true
  if (amongCode || isManual(text)) return false
  return startsLikeLog(text) || saysFailure.test(text) || isBareError(text, found)
}

/** The error that a store answers with in the manner of Amazon's S3. */
const answerOfStore = /<Error>\s{0,4}<Code>\w{3,60}<\/Code>/

const saysFailure =
  /\b(?:fail(?:ed|ure|s)?|errors?|err(?:no)?|cannot|can't|can not|could(?:n't| not)|unable|fatal|abort(?:ed|ing)?|exception|panic|lost|closed|denied|refused|terminated|giving up|gave up|timed out|expired|actively refused|forcibly|full|exceeded|unrecognized|(?:unknown|illegal|invalid|no such) option|unknown (?:shorthand )?flag|not defined: -)\b|ERR!/i

/** `…: Connection reset by peer (104)`: a text with its number behind a colon at the end is made by a program as it fails. */
function isNumberedError(text: string, { from, to }: Span): boolean {
  return text.slice(0, from).endsWith(': ') && /^\(\d{1,5}\)\.?$/.test(text.slice(to).trim())
}

/** The same where somebody put it into quotation marks or into a table: its number is there because it happened. */
function isCopiedError(text: string, { from, to }: Span): boolean {
  return /[\w)]: $/.test(text.slice(0, from)) && /^ ?\(\d{1,5}\)\.?(?:"| ?\|| ?(?:<\/\w{1,10}>){1,4})$/.test(text.slice(to).trimEnd())
}

/** Nothing but the error, or the error behind a colon or before the end. */
function isBareError(text: string, { from, to }: Span): boolean {
  const [before, after] = [text.slice(0, from).trim(), text.slice(to).trim()]
  return before === '' || after.length <= 12 || /[:=([]\s*$/.test(text.slice(0, from))
}

const preprocessor = /^\s*#\s*(?:define|include|if|ifdef|ifndef|elif|undef|endif|pragma|error)\b/
const comment = /^\s*(?:\/\/|\/\*|\*\/|\*{2,}\s(?!\(\S{1,60}:\d{1,10}\): [A-Z]{4,8} \*\*: )|;;|<!--|#{1,6}\s|--\s)/
const statement =
  /^\s*(?:\}\s*)?(?:else\s+)?(?:case|return|throw|raise|except|catch|if|elsif|elif|while|switch|assert|import|from|def|func|fn|static|const|let|var|void|int|char|public|private|protected|use|my|sub|enum|struct|typedef|extern|export)\b/
const codeMarks = /==|!=|&&|\|\||->|::|=>|;\s*$|[{(]\s*$|\)?:\s*$|^\s*return -?E[A-Z]/
const comparison = /[=!]==?\s*-?(?:\w+\.)*E[A-Z]{3,}\b|=\s*-E[A-Z]{3,}\b|\bE[A-Z]{3,}\s*[=!]=/
const assignment = /^\s*(?:[\w$*&. ]{1,40}\s)?[\w$.>[\]-]{1,60}\s*(?:[:+|]?=)\s*["'`{[(]/
const ending = /[;{}],?\s*(?:(?:\/\/|\/\*).*)?$/
const call = /^\s*(?:await |return |throw new |raise |yield )?[\w.$>:-]{1,60}!?\(/
const printing = /^\s*(?:echo|printf?|die|warn|logger|puts|croak|grep|egrep|zgrep|sed|awk)\b|[|;&]\s*(?:e?grep|sed|awk)\b/
const errnoNames =
  'E(?:PIPE|NOSPC|DQUOT|CONN[A-Z]{5,7}|TIMEDOUT|HOST[A-Z]{4,7}|NET[A-Z]{4,7}|ADDR[A-Z]{5,8}|NOTCONN|NOBUFS|ACCES|PERM|NOENT|IO|ROFS|NOMEM|AGAIN|INTR|BADF|INVAL|EXIST|NOTDIR|ISDIR|MFILE|NFILE|FBIG|STALE)'
const errnoName = new RegExp(`\\b${errnoNames}\\b`, 'g')
const errnoStart = new RegExp(`^(?:WSA)?${errnoNames}\\b`, 'i')
/** `ECONNRESET` by itself is a name; behind a call, an equals sign or before its words it is what happened. */
const metByName = /\b(?:read|write|connect|getaddrinfo|listen|bind|send|recv|open|spawn|syscall|code|errno)\b|E[A-Z]{3,}:\s|[=(]\s*E[A-Z]{3,}/

/** Source code, a script, a header, a pattern to search for. */
function isProgramText(text: string, found: Span): boolean {
  if (preprocessor.test(text) || comment.test(text)) return true
  const named = errnoStart.test(text.slice(found.from))
  if (isJson(text) || structured.test(text)) return false
  if (named && /^\s*[\w.]{1,40}\(E[A-Z]{2,15}\b/.test(text)) return true
  if (statement.test(text) && codeMarks.test(text)) return true
  if (comparison.test(text) || isCommented(text, found.from)) return true
  const quoted = isQuoted(text, found.from)
  if (quoted && (/^\s*["'`].*["'`][,)]{0,3}$/.test(text) || placeholder.test(text))) return true
  if ((quoted || named) && /(?:,|\\|=>.{0,40})$/.test(text)) return true
  if (named && !(metByName.test(text) || saysFailure.test(text))) return true
  if (ending.test(text) && (quoted || /[()=]|^\s*[{}]/.test(text))) return true
  if (quoted && (call.test(text) || printing.test(text) || assignment.test(text))) return true
  // A table of names: one failure has one.
  return new Set(text.match(errnoName)).size >= 2
}

/** `%s`, `{}` and their kind stand in texts to be filled in. */
const placeholder = /%(?:\.?\d{0,3})?(?:ll?|z)?[sdrux](?![A-Za-z])|\$\{\w|\{\w{0,20}\}/

function isCommented(text: string, at: number): boolean {
  const before = text.slice(0, at)
  return /(?<![/:])\/\*(?!.*\*\/)|(?:^|\s)\/\/\s/.test(before)
}

/** Structured log lines and a debugger's view of an error look like statements. */
const structured = /\b(?:level|lvl|severity)=\w|\bError Domain=\w|\bpanicked at\b|\bOs \{/

function isJson(text: string): boolean {
  return /^\s*\{\s*"[\w@.]{1,40}"\s*:/.test(text)
}

function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at)
  return [/"/g, /(?<![A-Za-z])'|'(?![A-Za-z])/g, /`/g].some((mark) => (before.match(mark)?.length ?? 0) % 2 === 1)
}

const macro = /^[.'][A-Za-z]{1,3}(?:\s|$)|\\f[BIRP]|\\-\w|^=(?:item|head\d|over|back|cut|for|pod)\b/
const entry =
  /^\s*\[?E(?!RR|XI|VE|ME|XC|ND|OF)[A-Z0-9]{3,15}\]?(?:(?:,| or| and) \[?E[A-Z0-9]{3,15}\]?){0,4}(?:\s*$|\s+\((?!\d).{0,80}|\s+(?!\d{1,3}\.)[\dA-Za-z].*)$/
const table =
  /^\s*[A-Z]{2,}(?:_[A-Z0-9]+)+\s+[A-Z]|^\s*(?:\d{1,5}\s+)?E(?!RR|XI|VE|ME|XC|ND|OF)[A-Z0-9]{3,15}\s+\d{1,5}\s|^\s*\|.*\|\s*$|^\s*\d{1,3}\s{2,}[A-Z]/
const change =
  /^\s*(?:[-*+o\u2022]\s+|\d{1,3}[.)]\s+)?(?:\[[^\]]{1,30}\]\s+|[\w/.-]{1,30}:\s+)?(?:[Ff]ixe[sd]:|[Ff]ix(?:e[sd])?|[Aa]dd(?:ed|s)?|[Hh]andle[sd]?|[Ii]mproved?|[Aa]void|[Ss]quelch|[Pp]artial fix|[Pp]revent(?:s|ed)?|[Mm]ake|Don't|Do not|[Rr]eturn|[Ii]gnored?|[Ss]upport|[Rr]emoved?|[Cc]hanged?|[Cc]loses?|[Rr]esolved?|[Ww]ork ?around|[Aa]llow|[Tt]reat|[Dd]etect|[Bb]etter|[Cc]orrect(?:ed|ly)?|[Ii]mplement(?:ed)?|[Cc]lean(?:ed)? up)(?:(?<=:)|\b)(?!\s*(?:failed|error|:))/
const ticket =
  /\((?:[Cc]loses:? |[Bb]ug |[Ii]ssue |LP: |GH-)?#\d{2,}[^)]{0,40}\)|\b(?:Closes|Fixes|Bug|Bugfix|LP):? ?#\d{2,}|\bCVE-\d{4}-|^\s*[-*] (?:Merge|PR|Bug|Issue)? ?#\d+|^\s*(?:\* \S.{0,80} )?\([\w, :*~]{2,80}\):\s+[A-Z]|\]\(https?:/
const markup =
  /<\/?(?:p|li|ul|ol|dt|dd|dl|code|td|tr|th|pre|b|i|em|h\d|a|div|span|para|listitem|term|literal|varlistentry)\b[^>]{0,200}>|^\s*(?:#{1,6}|={2,}|\+\+\+|---)\s|^\s*\.\. \w+::|`{2}[^`]+`{2}|:\w{2,10}:`/
const optionEntry = /^\s{1,12}-{1,2}[A-Za-z][\w-]*(?:[ =,][\w<[-]|\s{2,})/
const explains =
  /\b(?:is|are|be|gets?) (?:returned|set|raised|thrown|sent|generated|reported|ignored|retried|treated|considered)\b|\b(?:means|indicates|implies|signifies)\b|\b(?:occurs|happens|returned|raised|fails|error) (?:when|if)\b|\b(?:crash|leak|problem|bug|issue)(?:s|es)? (?:when|if|with|in)\b|\bshall\b|\bshould\b|\bmay (?:be|also|return|fail|occur)\b|\bwill (?:fail|return|be|cause|also)\b|\b(?:[Ww]hen(?:ever)?|[Ii]f) (?:the|a|an|this|it|you)\b|\bsuch as\b|\be\.g\.|\bi\.e\.|\bfor example\b|\b(?:see|cf\.) (?:also )?\w+\(\d\)/

/** A manual, a change log, a table of errors: something that speaks of the error and has not met it. */
function isManual(text: string): boolean {
  return [macro, entry, table, change, ticket, markup, optionEntry, explains].some((pattern) => pattern.test(text))
}

/** Cheap signs that a line is program text or a manual's source, whatever it says; for judging the lines around one. */
export function looksLikeCode(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  // ; { }
  if (last === 59 || last === 123 || last === 125) return !isJson(text)
  return codeStart.test(text)
}

const codeStart =
  /^(?:\s*(?:\/\/|\/\*|\*\/|\*\s|#\s*(?:define|include|if|endif|else)\b|<\/?[a-z]\w*[ >/]|(?:case|return|static|const|typedef|extern|import|def|class)\b)|[.'][A-Za-z]{1,3}(?:\s|$)|=(?:item|head\d|cut)\b|\.\. )/
