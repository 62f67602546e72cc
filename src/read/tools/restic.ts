import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { elapsedUs } from './elapsed.ts'
import { asContext, failureOf } from './outcome.ts'

/** restic's stderr and its retry notices; a retry that came through is no failure. */
export const restic: LineReader = {
  id: 'restic',
  open: (source) => {
    let processed: Processed = {}
    return {
      read: (line) => {
        const events = readLine(line, source)
        const told = processedIn(line.text)
        if (told !== undefined) processed = told
        return events?.map((event) => (event.kind === 'run.ended' && event.outcome !== 'failed' ? { ...event, ...processed } : event))
      },
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

const mayBeRestic =
  /^(?:\[restic\] )?(?:unable to (?:create|refresh) lock|lock was created at|storage ID [0-9a-f]{8}|the `unlock` command|rclone: |Failed to create file system)|^(?:subprocess |lock repository|load index|no parent snapshot|using parent snapshot|start (?:scan|backup) on|Fatal: |repository \S+ opened|Warning: at least one source|snapshot [0-9a-f]{8} saved|processed \d+ files|Files: |Dirs: |Added to the repo|unable to open (?:repository|config))|^(?:Save|Load|Stat|Remove|List)\(|ssh command exited|retrying after| operation successful after/

const operation = '(?:Save|Load|Stat|Remove|List)\\(.{0,200}?\\)'

const rules: readonly LineRule[] = [
  { has: 'subprocess ', pattern: /^subprocess \S{1,40}: (.{1,300})$/, says: subprocess },
  {
    has: 'retrying after',
    pattern: new RegExp(`^${operation} (?:returned error|failed), retrying after [\\d.]+\\S{0,3}: (.{1,400})$`),
    says: (match, base) => [...asContext(failureOf(match[1] ?? '', base)), { ...base, kind: 'run.retried' }],
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
  {
    has: 'at least one source',
    pattern: /^Warning: at least one source file could not be read/,
    says: (_, base) => [
      { ...base, kind: 'source.failed', reason: 'other', partial: true },
      { ...base, kind: 'run.ended', outcome: 'completed-with-warnings' },
    ],
  },
  { has: ' saved', pattern: /^snapshot [0-9a-f]{8} saved/, says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }] },
  { has: 'start ', pattern: /^start backup on \[?(.{1,200}?)\]?$/, says: (match, base) => [{ ...base, kind: 'run.started', job: match[1] ?? '' }] },
  {
    has: '',
    pattern:
      /^(?:lock repository|load index|no parent snapshot|using parent snapshot|start scan on|repository \S+ opened|processed \d+ files|Files: |Dirs: |Added to the repo)/,
    says: nothing,
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!mayBeRestic.test(line.text)) return undefined
  const timed = timedText(line, source)
  const { when } = timed
  const text = timed.text.replace(/^\[restic\] /, '')
  return applyRules(rules, text, () => eventBase(line, source, 'restic', when))
}

function subprocess(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[1] ?? ''
  const told = sshLine(text, () => base)
  if (told !== undefined) return told
  const failure = failureOf(text, base)
  return failure === undefined ? [] : [failure]
}

function fatal(text: string, base: EventBase): readonly Event[] {
  if (/already locked/.test(text)) return [{ ...base, kind: 'media.failed', medium: 'repository', detail: 'locked', symptom: 'specific' }]
  if (/wrong password|invalid credentials|access denied|403 Forbidden|401 Unauthorized/i.test(text)) {
    return [{ ...base, kind: 'access.refused', reason: 'authentication', symptom: 'specific' }]
  }
  if (/request time and the server's time is too large|RequestTimeTooSkewed/.test(text)) {
    return [{ ...base, kind: 'access.refused', reason: 'authentication', detail: 'the clocks differ too much', symptom: 'specific' }]
  }
  if (/x509:|tls: |certificate/.test(text)) return [{ ...base, kind: 'tls.failed', reason: text.slice(0, 200), symptom: 'specific' }]
  const connecting = /\bdial tcp\b/.test(text)
  const failure = failureOf(text, base, { connecting })
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}
