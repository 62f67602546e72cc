import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { readText } from '../generic/read-text.ts'
import { lineReaders } from '../index.ts'

/** What one program prints, and another one passes on. */
const words: readonly string[] = [
  'rsync error: timeout in data send/receive (code 30) at io.c(201) [sender=3.2.7]',
  'ssh: connect to host store1 port 22: Connection refused',
  'Fatal: unable to open repository at rest:http://store1:8000/: dial tcp 192.0.2.9:8000: i/o timeout',
  'Remote: Read from remote host store1: Connection reset by peer',
  'terminating with error status, rc 87',
  'upload: read tcp 192.0.2.4:5000->192.0.2.9:443: read: connection reset by peer',
  'snapshot 1a2b3c4d saved',
]

const quoted = (text: string): string => JSON.stringify(text)
const at = '2026-11-21T05:40:12.123456Z'

/** Ways of passing it on: one line each, or several. */
const shapes: Readonly<Record<string, (text: string) => string>> = {
  zerolog: (text) => `{"level":"error","time":"${at}","message":${quoted(text)}}`,
  'an error of its own': (text) => `{"level":"error","time":"${at}","msg":"job 7","error":${quoted(text)}}`,
  'Docker, json-file': (text) => `{"log":${quoted(`${text}\n`)},"stream":"stderr","time":"${at}"}`,
  'JSON in Docker': (text) => `{"log":${quoted(`${JSON.stringify({ level: 'error', msg: text })}\n`)},"stream":"stderr","time":"${at}"}`,
  'the journal': (text) =>
    `{"__REALTIME_TIMESTAMP":"1795239612123456","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"nightly","PRIORITY":"6","MESSAGE":${quoted(text)}}`,
  Kubernetes: (text) => `2026-11-21T05:40:12.123456789Z stderr F ${text}`,
  kubectl: (text) => `[pod/nightly-0/copier] ${text}`,
  logfmt: (text) => `time="${at}" level=error msg=${quoted(text)} job=7`,
  'logrus on a terminal': (text) => `ERRO[0012] job 7   error=${quoted(text)}`,
  klog: (text) => `E1121 05:40:12.123456       1 main.go:185] "job 7" err=${quoted(text)}`,
  'zap on a console': (text) => `${at}\tERROR\tnightly\tjob 7\t{"error": ${quoted(text)}}`,
  Ansible: (text) => `fatal: [web1]: FAILED! => {"changed": false, "stderr": ${quoted(`${text}\n`)}, "rc": 2}`,
  'several lines': (text) => `{\n  "time": "${at}",\n  "level": "error",\n  "msg": ${quoted(text)}\n}`,
  'one of several lines': (text) => `  "message": ${quoted(`${text}\n`)},`,
}

function kinds(text: string): string {
  const { events } = readText(lineReaders, text)
  assertQuoted(text, events)
  return events.map(({ kind, symptom }) => `${kind} ${symptom ?? '-'}`).join(', ')
}

for (const [shape, wrap] of Object.entries(shapes)) {
  for (const text of words) test(`${shape} tells what its words tell: ${text.slice(0, 60)}`, () => assert.equal(kinds(wrap(text)), kinds(text)))
}

test('what a program itself calls no trouble is none, unless the words are those of a program that failed', () => {
  for (const level of ['debug', 'info']) {
    const told = words.map((text) => kinds(`{"level":"${level}","msg":${quoted(text)}}`))
    assert.equal(told[0], kinds(words[0] ?? ''))
    assert.equal(told[5], 'connection.failed -')
  }
})

test('a night of records without a failure has no symptom', () => {
  const text = readFileSync(new URL('samples/healthy.log', import.meta.url), 'utf8')
  assert.doesNotMatch(kinds(text), /specific|echo/)
})
