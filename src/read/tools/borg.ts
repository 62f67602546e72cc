import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { failureOf } from './outcome.ts'

/** BorgBackup's messages, and what its server or its ssh said before them (`Remote: …`). */
export const borg: LineReader = {
  id: 'borg',
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const mayBeBorg =
  /^(?:Remote: )|[Bb]org|the lock |terminating with|RPC data|Insufficient free space|Repository |Data integrity error|Synchronizing chunks|Creating archive at|Archive fingerprint/

const rules: readonly LineRule[] = [
  {
    has: 'Is borg working on the server',
    pattern: /Connection closed by remote host.{0,5}Is borg working on the server/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }],
  },
  {
    has: 'borg.',
    pattern: /^borg\.remote\.ConnectionClosed(?:WithHint)?\b/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }],
  },
  {
    has: 'the lock ',
    pattern: /^Failed to create\/acquire the lock (\S{1,300})/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'repository', detail: 'locked', symptom: 'specific' }],
  },
  {
    has: 'RPC data',
    pattern: /^Got unexpected RPC data format from (?:server|client)/,
    says: (match, base) => [{ ...base, kind: 'stream.polluted', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'Insufficient free space',
    pattern: /^Insufficient free space to complete transaction/,
    says: (_, base) => [{ ...base, kind: 'storage.full', role: 'server', symptom: 'specific' }],
  },
  {
    has: 'Repository ',
    pattern: /^(?:The )?[Rr]epository (\S{1,300}) (does not exist|is not a valid repository)/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'repository', detail: `${match[1] ?? ''} ${match[2] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'Data integrity error',
    pattern: /^Data integrity error: (.{1,200})/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'repository', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'borg: not found',
    pattern: /borg: (?:command )?not found/,
    says: (_, base) => [{ ...base, kind: 'program.missing', program: 'borg', symptom: 'specific' }],
  },
  {
    has: 'borg: command not found',
    pattern: /borg: command not found/,
    says: (_, base) => [{ ...base, kind: 'program.missing', program: 'borg', symptom: 'specific' }],
  },
  { has: 'terminating with', pattern: /^terminating with (success|warning|error|\S{1,20}) status, rc (\d{1,3})/, says: ended },
  { has: 'Synchronizing chunks', pattern: /^Synchronizing chunks cache/, says: nothing },
  { has: 'Creating archive at', pattern: /^Creating archive at "/, says: (_, base) => [{ ...base, kind: 'run.started' }] },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const said = line.text
  if (!mayBeBorg.test(said)) return undefined
  const { text, when } = timedText(line, source)
  const base = () => eventBase(line, source, 'borg', when)
  const plain = text.replace(/^(?:ERROR|WARNING|INFO|CRITICAL|Error)[: ] ?/, '')
  if (plain.startsWith('Remote: ')) return remote(plain.slice('Remote: '.length), base)
  return applyRules(rules, plain, base)
}

/** The other end's stderr: ssh's last words, or a traceback. */
function remote(text: string, base: () => EventBase): readonly Event[] {
  const told = sshLine(text, base) ?? applyRules(rules, text, base)
  if (told !== undefined) return told
  const failure = failureOf(text, base())
  return failure === undefined ? [] : [failure]
}

function ended(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[0]
  if (match[1] === 'success') return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
  if (match[1] === 'warning') return [{ ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text }]
  return [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
}
