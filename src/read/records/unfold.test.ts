import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { logLine } from '../lines.ts'
import type { LogLine } from '../reader.ts'
import { assertEnds } from '../../../test/support/processor-time.ts'
import { unfolded } from './unfold.ts'

/** `2026-11-21T05:40:12 host program level | form / form`, one for each line that a record holds. */
function shown(raw: string): readonly string[] | undefined {
  return unfolded(logLine({ raw, line: 1 }))?.map((forms) => `${headOf(forms[0])} | ${forms.map(({ text }) => text).join(' / ')}`)
}

function headOf({ prefix, level }: LogLine): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const { year, month, day, hour, minute, second, host = '-', program = '-' } = prefix ?? { month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  return `${year ?? '-'}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)} ${host} ${program} ${level ?? '-'}`
}

const none = '--00-00T00:00:00 - -'
const dated = '2026-11-21T05:40:12'

const records: readonly (readonly [string, readonly string[]])[] = [
  [
    '{"level":"error","ts":1795239612.5,"caller":"up/up.go:12","msg":"upload failed","error":"write: broken pipe","errorVerbose":"a\\nb"}',
    [`${dated} - - error | write: broken pipe / upload failed / upload failed: write: broken pipe`],
  ],
  [
    '{"level":"warn","ts":"2026-11-21T05:40:12.123Z","msg":"write failed: broken pipe","error":"broken pipe"}',
    [`${dated} - - warning | write failed: broken pipe`],
  ],
  [
    '{"name":"copyd","hostname":"web1","pid":5,"level":50,"err":{"message":"read ECONNRESET","stack":"x"},"msg":"","time":"2026-11-21T05:40:12.003Z","v":0}',
    [`${dated} web1 copyd error | read ECONNRESET`],
  ],
  ['{"@timestamp":"2026-11-21T05:40:12.003Z","log.level":"INFO","message":"done"}', [`${dated} - - info | done`]],
  ['{"@timestamp":"2026-11-21T05:40:12.003Z","log":{"level":"ERROR"},"host":{"name":"web1"},"message":"gone"}', [`${dated} web1 - error | gone`]],
  [
    '{"timestamp":1795239612000,"event":"copy.failed","level":"critical","exc_info":"Traceback:\\n  x\\nOSError: gone"}',
    [`${dated} - - fatal | copy.failed`, `${dated} - - fatal | Traceback:`, `${dated} - - fatal |   x`, `${dated} - - fatal | OSError: gone`],
  ],
  ['{"short_message":"gone","host":"web1","level":3,"version":"1.1","timestamp":1795239612.5}', [`${dated} web1 - error | gone`]],
  [
    '{"__REALTIME_TIMESTAMP":"1795239612123456","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd","_PID":"8","PRIORITY":"6","MESSAGE":"Connection reset by 192.0.2.4"}',
    [`${dated} web1 sshd - | Connection reset by 192.0.2.4`],
  ],
  ['{"log":"one\\ntwo\\n","stream":"stderr","time":"2026-11-21T05:40:12.123456789Z"}', [`${dated} - - - | one`, `${dated} - - - | two`]],
  ['{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"gone\\"}\\n","stream":"stderr","time":"2026-11-21T05:40:12.1Z"}', [`${dated} - - error | gone`]],
  ['{"log":"time=\\"2026-11-21T05:40:12Z\\" level=info msg=\\"kept\\"\\n","stream":"stderr"}', [`${dated} - - info | kept`]],
  ['[{"level":"error","msg":"one"},{"level":"error","msg":"two"}]', [`${none} error | one`, `${none} error | two`]],
  ['{"level":"error","msg":"cut off in the midd', [`${none} error | cut off in the midd`]],
  ['{"error":"gone","level":', [`${none} - | gone`]],
  ['  "message": "out: read error\\ncode 12\\n",', [`${none} - | out: read error`, `${none} - | code 12`]],
  [
    'time="2026-11-21T05:40:12Z" level=error msg="upload failed" bucket=v error="dial tcp: i/o timeout"',
    [`${dated} - - error | dial tcp: i/o timeout / upload failed / upload failed: dial tcp: i/o timeout`],
  ],
  ['Nov 21 05:40:12 node1 agent[3]: level=warning msg=slow', ['--11-21T05:40:12 node1 agent warning | slow']],
  ['ERRO[0012] upload failed   bucket=v error="broken pipe"', [`${none} error | broken pipe / upload failed / upload failed: broken pipe`]],
  ['8:33AM ERR upload failed error="read: broken pipe" node=a', [`${none} error | read: broken pipe / upload failed / upload failed: read: broken pipe`]],
  ['2026/11/21 05:40:12 WARN upload failed err="broken pipe"', [`${dated} - - warning | broken pipe / upload failed / upload failed: broken pipe`]],
  ['INFO[2026-11-21T05:40:12Z] kept', [`${none} info | kept`]],
  [
    '2026-11-21T05:40:12.123Z\tERROR\tcopier\tupload failed\t{"name": "x", "error": "broken pipe"}',
    [`${dated} - - error | broken pipe / upload failed / upload failed: broken pipe`],
  ],
  ['05:40:12.260 took {"path":".","error":"gone away"}', [`${none} - | 05:40:12.260 gone away / 05:40:12.260 took / 05:40:12.260 took: gone away`]],
  [
    'fatal: [web1]: FAILED! => {"changed": false, "msg": "no route\\r\\ncode 255\\n", "rc": 255}',
    [`${none} fatal | [web1]: FAILED!`, `${none} fatal | no route`, `${none} fatal | code 255`],
  ],
]

test('an array tells all of its records', () => {
  const written = Array.from({ length: 300 }, (_, index) => ({ level: 'error', msg: `no. ${index}` }))
  assert.deepEqual(
    shown(JSON.stringify(written)),
    written.map(({ msg }) => `${none} error | ${msg}`),
  )
})

for (const [raw, expected] of records) test(raw, () => assert.deepEqual(shown(raw), expected))

const others: readonly string[] = [
  '{"message_type":"summary","files_new":3}',
  '{"a": 1, "b": [1, 2, {"c": 3}]}',
  '{',
  '{ echo "error: gone"; }',
  '  return {"error": "gone"}',
  'date=2026-11-21 time=05:40:12 devname="fw1" logid="0001" level="notice" msg="x"',
  'dd: write error msg=none',
  '"C:\\nas\\x"',
  'cannot open "D:\\nas\\x"',
  '[12345.678] usb 1-1: new device',
  'a sentence of error="x" in prose',
  '2026-11-21 05:40:12 ERROR upload failed code=7',
]

for (const raw of others) test(`no record: ${raw}`, () => assert.equal(shown(raw), undefined))

test('a long record is quoted from the value that tells', () => {
  const raw = `{"labels":"${'x'.repeat(500)}","level":"error","error":"broken pipe"}`
  assert.equal(unfolded(logLine({ raw, line: 1 }))?.[0]?.[0].raw, '"error":"broken pipe"}')
})

const anyRecord = fc.constantFrom(...records.map(([raw]) => raw))
const damaged = fc.oneof(
  fc.tuple(anyRecord, fc.nat({ max: 200 })).map(([raw, at]) => raw.slice(0, at)),
  fc
    .tuple(anyRecord, fc.nat({ max: 200 }), fc.nat({ max: 9 }), fc.string({ maxLength: 6 }))
    .map(([raw, at, cut, put]) => raw.slice(0, at) + put + raw.slice(at + cut)),
  fc.json(),
  fc.record({ msg: fc.string(), error: fc.string(), level: fc.constantFrom('error', 'info', 7, null) }).map((one) => JSON.stringify(one)),
)

test('whatever is damaged, nothing throws, and what is quoted stands in the line', () => {
  fc.assert(
    fc.property(damaged, (raw) => {
      for (const forms of unfolded(logLine({ raw, line: 1 })) ?? []) for (const form of forms) assert.ok(raw.includes(form.raw), form.raw)
    }),
    { numRuns: 3_000, verbose: true },
  )
})

test('what was written as a record is read back', () => {
  const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }).filter((text) => /^[a-z][\w "\\/:,-]*\w$/.test(text) && !text.includes('='))
  fc.assert(
    fc.property(words, words, (msg, other) => {
      const [json, logfmt] = [JSON.stringify({ level: 'error', other, msg }), `level=error other=${JSON.stringify(other)} msg=${JSON.stringify(msg)}`]
      for (const raw of [json, logfmt]) assert.deepEqual(shown(raw), [`${none} error | ${msg}`])
    }),
    { verbose: true },
  )
})

test('a message that ends in nothing but dots is read at once', () => {
  for (const filling of ['.', '\u2026', ': ', ' ']) {
    const raw = JSON.stringify({ level: 'error', msg: `upload fa${filling.repeat(16_000)}x`, error: 'read ECONNRESET' })
    assertEnds(() => assert.equal(unfolded(logLine({ raw, line: 1 }))?.length, 1), 2_000)
  }
})
