import assert from 'node:assert/strict'
import test from 'node:test'
import { failuresIn } from './failures.ts'
import { brief, readText } from './sample-reading.ts'

const severe = { severe: true }

const messages: readonly (readonly [message: string, expected: readonly string[]])[] = [
  ['bpcd valid_server: newmed5 is not a master server or media server', ['access.refused specific']],
  ['bpcd exit_bpcd: exit status 0  ----------->exiting', []],
  ['bpcd exit_bpcd: exit status 59  ----------->exiting', ['access.refused fallback', 'status.reported status']],
  ['[PROXY] Received status: 7647 with message Certificate is not valid. The certificate has expired.', ['tls.failed specific']],
  ['[jobid=13510 parentid=13510] [Info] V-117-56 backup job ended, status=40', ['status.reported status', 'run.ended context']],
  ['[PROXY] Received status: 26 with message client/server handshaking failed', []],
  ['bptm: bind() failed, 10048: Address already in use', ['ports.exhausted specific']],
  ['socket_open: cannot get a port number; all ports are in use', ['ports.exhausted specific']],
  ["from client web: WRN - can't open file: /srv/key (errno 13: Permission denied)", ['source.failed skipped']],
]

test('what messages of any program tell', async (t) => {
  for (const [message, expected] of messages) {
    await t.test(message, () =>
      assert.deepEqual(
        failuresIn(message, severe).map(({ body, weight }) => `${body.kind} ${weight}`),
        expected,
      ),
    )
  }
})

const open = "11/21/2026 02:11:37 - Warning bpbrm (pid=18200) from client web: WRN - can't open file: /srv/key (errno 13: Permission denied)"
const ended = (code: number, text: string) => `11/21/2026 02:30:02 - Info bpbrm (pid=18200) done. status: ${code}: ${text}`

const jobs: readonly (readonly [world: string, text: readonly string[], expected: readonly RegExp[]])[] = [
  [
    'files were left out and the job ended in part',
    [open, ended(1, 'the requested operation was partially successful')],
    [/^specific source\.failed/, /^- run\.ended/],
  ],
  [
    'files were left out and the job ended well',
    [open, ended(0, 'the requested operation was successfully completed')],
    [/^- source\.failed/, /^- run\.ended/],
  ],
  [
    'the hour has one digit',
    ['2:14:10.621 [1184.3300] <16> bptm: EXITING with status 84 <----------'],
    [/^specific media\.failed/, /status\.reported/, /run\.ended/],
  ],
]

test('a job is judged as a whole', async (t) => {
  for (const [world, text, expected] of jobs) {
    await t.test(world, () => {
      const found = brief(readText(text.join('\n')).events)
      assert.equal(found.length, expected.length, found.join('\n'))
      for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern)
    })
  }
})
