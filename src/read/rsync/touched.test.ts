import assert from 'node:assert/strict'
import test from 'node:test'
import { readSample } from './sample-reading.ts'

const connect = '2026/11/20 02:00:01 [4711] connect from web01 (192.0.2.7)'
const at = (second: string, text: string): string => `2026/11/20 02:${second} [4711] ${text}`
const reset = (role = ''): string => `rsync: ${role}read error: Connection reset by peer (104)`
const trailer = (role: string, code = 10): string => `rsync error: error in socket IO (code ${code}) at io.c(806) [${role}=3.2.7]`

const worlds: readonly (readonly [world: string, lines: readonly string[], probe: boolean])[] = [
  ['reset at once, no role yet', [connect, at('00:01', reset()), at('00:01', trailer('Receiver'))], true],
  ['reset at once, named as the process that has not forked', [connect, at('00:03', reset('[Receiver] ')), at('00:03', trailer('Receiver'))], true],
  ['left without a byte', [connect, at('00:01', 'rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]')], true],
  ['the greeting could not be written', [connect, at('00:01', 'rsync: safe_write failed to write 12 bytes to socket [Receiver]: Broken pipe (32)')], true],
  [
    'left without a byte, the log begins there',
    [`Nov 20 02:00:01 store1 rsyncd[9]: rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]`],
    true,
  ],
  ['the receiver was at work', [connect, at('00:01', reset('[receiver] ')), at('00:01', trailer('receiver'))], false],
  ['the sender was at work', [connect, at('00:02', reset('[sender] ')), at('00:02', trailer('sender', 12))], false],
  ['the generator was at work', [connect, at('00:02', `rsync: [generator] write error: Broken pipe (32)`)], false],
  ['no role in the line, the last words are a receiver’s', [connect, at('00:01', reset()), at('00:01', trailer('receiver'))], false],
  ['no role in the line, the last words are a generator’s', [connect, at('00:01', reset()), at('00:01', trailer('generator', 12))], false],
  ['a file had come', [connect, at('00:05', 'recv web01 [192.0.2.7] nightly () srv/a.tar 1234'), at('00:06', reset('[Receiver] '))], false],
  ['a file had been deleted', [connect, at('00:05', 'del. web01 [192.0.2.7] nightly () srv/a.tar 0'), at('00:06', reset())], false],
  ['a module had been asked for', [connect, at('00:02', 'rsync to nightly/ from web01 (192.0.2.7)'), at('00:02', reset('[Receiver] '))], false],
  ['a user had been let in', [connect, at('00:02', 'rsync allowed access on module nightly from web01 (192.0.2.7)'), at('00:02', reset())], false],
  ['held for half an hour', [connect, at('34:06', reset())], false],
  ['the log begins with the reset', [`Nov 20 02:00:01 store1 rsyncd[4711]: ${reset('[Receiver] ')}`], false],
]

for (const [world, lines, probe] of worlds) {
  test(`a daemon's caller went away: ${world}`, () => {
    const events = readSample(lines.join('\n')).events
    assert.equal(events.filter(({ kind }) => kind === 'port.probed').length, probe ? 1 : 0)
    assert.equal(events.filter(({ symptom }) => symptom === 'specific').length, probe ? 0 : 1)
  })
}

test('the last words of a reset that is no probe are told', () => {
  const events = readSample([connect, at('34:06', reset()), at('34:06', trailer('Receiver'))].join('\n')).events
  assert.deepEqual(
    events.filter(({ symptom }) => symptom !== undefined).map(({ kind, symptom }) => `${symptom} ${kind}`),
    ['specific connection.failed', 'echo program.exited'],
  )
})
