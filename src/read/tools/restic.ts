import { asContext, type Event, type EventBase } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { elapsedUs } from './elapsed.ts'
import { failureOf } from './outcome.ts'
import { fatal } from './restic-fatal.ts'

const mayBeRestic =
  /^(?:\[restic\] )?(?:unable to (?:create|refresh) lock|lock was created at|storage ID [0-9a-f]{8}|the `unlock` command|rclone: |Failed to create file system)|^(?:subprocess |panic: |(?:Killed|Terminated)[\d\]]{0,4} .{0,80} errors {1,3}ETA|lock repository|load index|no parent snapshot|using parent snapshot|start (?:scan|backup) on|Fatal: |repository \S+ opened|Warning: at least one source|snapshot [0-9a-f]{8} saved|processed \d+ files|Files: |Dirs: |Added to the repo|successfully removed locks|unable to open (?:repository|config)|create (?:backend|repository) at |signal \w+ received, |ciphertext verification|\s{0,4}(?:id|blob|tree|pack) [0-9a-f]{8}|error for tree |circuit breaker |Data \w{0,6} ?seem to be |Resolving password failed|\{"message_type":"summary"|client\.\w{3,30}: )|^(?:Save|Load|Stat|Remove|List)\(|ssh command exited|retrying after| operation successful after/

/** restic's stderr and its retry notices; a retry that came through is no failure. */
export const restic: LineReader = {
  id: 'restic',
  signs: [mayBeRestic, 'stderr='],
  open: (source) => {
    let processed: Processed = {}
    const repeated: Repeated[] = []
    return {
      read: (line) => {
        const events = readLine(line, source)
        const told = processedIn(line.text)
        if (told !== undefined) processed = told
        const retried = retriedOperation(line, source)
        if (retried !== undefined) repeated.push(retried)
        else if (events !== undefined) forgetSettled(repeated, line.text, events)
        return events?.map((event) => (event.kind === 'run.ended' && event.outcome !== 'failed' ? { ...event, ...processed } : event))
      },
      end: () => unsettled(repeated),
    }
  },
}

interface Processed {
  readonly bytes?: number
  readonly durationUs?: number
}

/** `processed 5307 files, 1.720 GiB in 0:12` */
function processedIn(text: string): Processed | undefined {
  const found = /processed \d{1,12} files, (\d{1,9}(?:\.\d{1,3})?) ([KMGT]i)?B in (\d{1,4}:\d\d(?::\d\d)?)$/.exec(text)
  if (found === null) return undefined
  const durationUs = elapsedUs(found[3] ?? '')
  const bytes = Math.round(Number(found[1]) * 1024 ** ['', 'Ki', 'Mi', 'Gi', 'Ti'].indexOf(found[2] ?? ''))
  return { bytes, ...(durationUs === undefined ? {} : { durationUs }) }
}

const failedBefore = /^(\w{4,6}\(.{0,200}?\)) (?:returned error|failed), retrying after [\d.]+\S{0,3}: (.{1,400})$/

/** Another run removed its lock between the listing and the look at it. */
const lockGone = /\b(?:does not|doesn't) exist\b|no such (?:file|key)/i

/** An operation that restic repeats, and its failure as it counts should no later line settle it. */
interface Repeated {
  readonly operation: string
  readonly failure: Event
}

/** So many attempts in a row are no hiccup. */
const stubborn = 3

function retriedOperation(line: LogLine, source: SourceContext): Repeated | undefined {
  if (!line.text.includes('retrying after')) return undefined
  const timed = timedText(line, source)
  const match = failedBefore.exec(timed.text.replace(/^\[restic\] /, ''))
  if (match === null) return undefined
  const [, operation = '', text = ''] = match
  if (operation.startsWith('Load(<lock/') && lockGone.test(text)) return undefined
  return { operation, failure: attemptFailed(text, eventBase(line, source, 'restic', timed.when)) }
}

/** An operation that came through is settled alone; a saved snapshot or a failure that restic names settles all. */
function forgetSettled(repeated: Repeated[], text: string, events: readonly Event[]): void {
  const succeeded = /(\w{4,6}\(.{0,200}?\)) operation successful after /.exec(text)?.[1]
  const ended = events.some((event) => event.symptom !== undefined || event.kind === 'run.ended')
  const left = succeeded === undefined ? repeated : repeated.filter(({ operation }) => operation !== succeeded)
  repeated.splice(0, repeated.length, ...(ended ? [] : left))
}

/** A text that breaks off amid retries is shown because of them; one or two of the network's kind restic gets over, and `--quiet` then tells no more. */
function unsettled(repeated: readonly Repeated[]): readonly Event[] {
  const lasting = repeated.filter(
    ({ failure }) => !['connection.failed', 'connection.closed', 'connect.failed', 'timer.expired', 'program.exited'].includes(failure.kind),
  )
  const [first] = repeated.length >= stubborn ? repeated : lasting
  return first === undefined ? [] : [first.failure]
}

function attemptFailed(text: string, base: EventBase): Event {
  const exit = /^ssh command exited: exit status (\d{1,3})$/.exec(text)?.[1]
  if (exit !== undefined) return { ...base, kind: 'program.exited', code: Number(exit), role: 'ssh', symptom: 'specific' }
  const found = failureOf(text, base, { connecting: /\bdial tcp\b/.test(text) }) ?? failureIn(text)?.event(base)
  return found ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'specific' }
}

const operation = '(?:Save|Load|Stat|Remove|List)\\(.{0,200}?\\)'

const rules: readonly LineRule[] = [
  {
    // pkg/sftp lost the ssh process below it, and restic dies of that.
    has: 'panic: ',
    pattern: /^panic: (?:\w{1,20}: ){0,3}failed to (?:send|receive|recv) packet(?: header)?: (.{1,200})$/,
    says: (match, base) => [failureOf(match[1] ?? '', base) ?? { ...base, kind: 'connection.closed', symptom: 'specific' }],
  },
  {
    // The shell's word for a job that a signal ended, printed over restic's status line.
    has: '',
    pattern: /^(Killed|Terminated)[\d\]]{0,4}$/,
    says: (match, base) => [
      match[1] === 'Killed'
        ? { ...base, kind: 'program.killed', by: 'unknown', signal: 'SIGKILL', victim: 'restic', symptom: 'specific' }
        : { ...base, kind: 'run.stopped', signal: 'SIGTERM', symptom: 'specific' },
    ],
  },
  { has: 'subprocess ', pattern: /^subprocess \S{1,40}: (.{1,300})$/, says: subprocess },
  {
    has: 'retrying after',
    pattern: new RegExp(`^${operation} (?:returned error|failed), retrying after [\\d.]+\\S{0,3}: (.{1,400})$`),
    says: (match, base) => {
      const failure = failureOf(match[1] ?? '', base)
      return [...(failure === undefined ? [] : [asContext(failure)]), { ...base, kind: 'run.retried' }]
    },
  },
  {
    has: 'operation successful after',
    pattern: new RegExp(`^${operation} operation successful after \\d+ retries`),
    says: (_, base) => [{ ...base, kind: 'run.retried', succeeded: true }],
  },
  { has: ' failed: ', pattern: new RegExp(`^${operation} failed: (.{1,400})$`), says: (match, base) => fatal(match[1] ?? '', base) },
  {
    has: 'ssh command exited',
    pattern: /ssh command exited: (.{1,100})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'unable to create lock',
    pattern: /^unable to create lock in backend: (.{1,400})$/,
    says: (match, base) => fatal(match[1] ?? '', base),
  },
  { has: 'unable to refresh lock', pattern: /^unable to refresh lock: /, says: nothing },
  { has: '', pattern: /^(?:lock was created at |storage ID [0-9a-f]{8}$|the `unlock` command can)/, says: nothing },
  { has: 'Fatal: ', pattern: /^Fatal: (.{1,600})$/, says: (match, base) => fatal(match[1] ?? '', base) },
  { has: 'unable to open', pattern: /^unable to open (?:repository|config).{0,200}?: (.{1,400})$/, says: (match, base) => fatal(match[1] ?? '', base) },
  { has: 'create ', pattern: /^create (?:backend|repository) at \S{1,300} failed: (.{1,400})$/, says: (match, base) => fatal(match[1] ?? '', base) },
  {
    has: 'at least one source',
    pattern: /^Warning: at least one source file could not be read/,
    says: (_, base) => [
      { ...base, kind: 'source.failed', reason: 'other', partial: true },
      { ...base, kind: 'run.ended', outcome: 'completed-with-warnings' },
    ],
  },
  {
    has: ' received, ',
    pattern: /^signal (\w{3,20}) received, cleaning up/,
    says: (match, base) => [
      {
        ...base,
        kind: 'run.stopped',
        signal: signals[match[1] ?? ''] ?? match[1] ?? '',
        ...(match[1] === 'interrupt' ? { by: 'user' } : {}),
        symptom: 'specific',
      },
    ],
  },
  { has: 'Resolving password', pattern: /^Resolving password failed: .{1,300}$/, says: (match, base) => fatal(match[0], base) },
  {
    // `--json`; a run that saved nothing new names no snapshot.
    has: '"summary"',
    pattern: /^\{"message_type":"summary",.{0,1500}"snapshot_id":"[0-9a-f]{8,64}"/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0].slice(0, 24) }],
  },
  {
    // What check and prune find missing.
    has: 'not found',
    pattern:
      /^(?:\s{0,4}tree [0-9a-f]{8,64}: .{0,300}?|(?:id|blob|tree|pack) )[0-9a-f]{8,64}\b.{0,40}\bnot found(?: in (?:the )?(?:index|repository))?$|^(?:\s{0,4}tree [0-9a-f]{8,64}: ).{0,300}\bnot found in (?:the )?index$/,
    says: damaged,
  },
  {
    has: 'does not exist',
    pattern: /^pack [0-9a-f]{8,64}: does not exist$/,
    says: damaged,
  },
  {
    // Velero and others log what restic had printed as one string.
    has: 'stderr=',
    pattern: /^(?!.*\bsignal: ).{0,900}?\b(?:command=restic|running [Rr]estic)\b.{0,900}?\bstderr=(?:Fatal: )?(.{1,600})/,
    says: (match, base) => fatal(match[1] ?? '', base),
  },
  {
    has: 'seem to be missing',
    pattern: /^(?:Fatal: )?Data (?:blobs|packs|files)? ?seem to be missing, aborting prune/,
    says: damaged,
  },
  { has: 'error for tree', pattern: /^error for tree [0-9a-f]{8,64}:$/, says: nothing },
  { has: 'ciphertext verification', pattern: /^ciphertext verification failed/, says: (match, base) => fatal(match[0], base) },
  {
    // Many attempts at one file failed before, each with its reason.
    has: 'circuit breaker',
    pattern: /^circuit breaker open for file /,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  { has: 'client.', pattern: /^client\.[A-Z]\w{2,30}: (.{1,400})$/, says: (match, base) => fatal(match[1] ?? '', base) },
  { has: ' saved', pattern: /^snapshot [0-9a-f]{8} saved/, says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }] },
  { has: 'start ', pattern: /^start backup on \[?(.{1,200}?)\]?$/, says: (match, base) => [{ ...base, kind: 'run.started', job: match[1] ?? '' }] },
  {
    has: '',
    pattern:
      /^(?:lock repository|load index|no parent snapshot|using parent snapshot|start scan on|repository \S+ opened|processed \d+ files|Files: |Dirs: |Added to the repo|successfully removed locks$)/,
    says: nothing,
  },
]

/** As Go's os package calls them. */
const signals: Readonly<Record<string, string>> = { interrupt: 'SIGINT', terminated: 'SIGTERM', hangup: 'SIGHUP' }

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!mayBeRestic.test(line.text) && !line.text.includes('stderr=')) return undefined
  const timed = timedText(line, source)
  const { when } = timed
  const text = withoutStatus(timed.text.replace(/^\[restic\] /, ''))
  return applyRules(rules, text, () => eventBase(line, source, 'restic', when))
}

/** On a terminal a message is printed over the status line, whose longer end stays: `Broken pipe / 145.489 GiB  8346 / 30262 items  0 errors  ETA 17:39:47`. */
function withoutStatus(text: string): string {
  if (!/\d errors(?: {1,3}ETA|$)/.test(text)) return text
  const words = text.split(' ')
  const last = words.findLastIndex((word) => !ofStatus.test(word))
  const message = words.slice(0, last + 1).join(' ')
  return last === words.length - 1 ? text : message.replace(/\d+$/, '')
}

const ofStatus = /^(?:[\d.:%/]*,?|[KMGT]?i?B(?:\/s)?,?|items|files|total|errors|ETA)$/

function damaged(_: RegExpExecArray, base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'media.failed', medium: 'repository', detail: 'damaged', symptom: 'specific' }]
}

function subprocess(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[1] ?? ''
  const told = sshLine(text, () => base)
  if (told !== undefined) return told
  const failure = failureOf(text, base)
  return failure === undefined ? [] : [failure]
}
