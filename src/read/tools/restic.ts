import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { asContext, failureOf } from './outcome.ts'

/** restic's stderr and its retry notices; a retry that came through is no failure. */
export const restic: LineReader = {
  id: 'restic',
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const mayBeRestic =
  /^(?:subprocess |lock repository|load index|no parent snapshot|using parent snapshot|start (?:scan|backup) on|Fatal: |repository \S+ opened|Warning: at least one source|snapshot [0-9a-f]{8} saved|processed \d+ files|Files: |Dirs: |Added to the repo|unable to open (?:repository|config))|^(?:Save|Load|Stat|Remove|List)\(|ssh command exited|retrying after| operation successful after/

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
  const { text, when } = timedText(line, source)
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
  if (/x509:|tls: |certificate/.test(text)) return [{ ...base, kind: 'tls.failed', reason: text.slice(0, 200), symptom: 'specific' }]
  const connecting = /\bdial tcp\b/.test(text)
  const failure = failureOf(text, base, { connecting })
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}
