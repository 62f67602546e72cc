import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { logOfOtherEnd, pathMtuProbe, socketState, systemLogOfOtherHost } from './next-evidence.ts'
import { isSourceOnWindows, windowsEnds } from './windows-ends.ts'

const said = (quote: string, more: Partial<Event> = {}): Event =>
  ({ ...failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }), quote, ...more }) as Event

const worlds: readonly (readonly [world: string, event: Event, here: boolean, there: boolean])[] = [
  ['a client of Windows tells it', said('4412.6120 <2> dtcp_write: TCP - failure: send socket (1036) (TCP 10054: Connection reset by peer)'), true, false],
  ['a server tells it of a client of Windows', said('ANR0480W Session 12 for node WEB (WinNT) terminated - connection with client severed.'), false, true],
  ['a server tells it of a drive', said('full backup of share C$ failed: Connection reset by peer'), false, true],
  ['nothing but Unix', said('rsync: read error: Connection reset by peer (104)'), false, false],
  ['an address is no drive', said('rest:http://bk:8000/: connection reset by peer'), false, false],
]

for (const [world, event, here, there] of worlds) test(`the ends on Windows: ${world}`, () => assert.deepEqual(windowsEnds(evidenceOf(event)), { here, there }))

test('a file on a drive lies on Windows', () => {
  assert.ok(isSourceOnWindows(evidenceOf(failure('source.failed', { reason: 'permission', path: 'D:\\data\\x.db' }))))
  assert.ok(!isSourceOnWindows(evidenceOf(failure('source.failed', { reason: 'permission', path: '/srv/x' }))))
})

test('next steps follow the system of the host concerned', () => {
  const onWindows = evidenceOf(said('TCP 10054: An existing connection was forcibly closed by the remote host'))
  const ofWindows = evidenceOf(said('ANR0480W Session 12 for node WEB (WinNT) terminated', { system: 'tsm' }))
  const unix = evidenceOf(said('read error: Connection reset by peer (104)'))
  assert.match(socketState(onWindows).command, /netstat -ano/)
  assert.match(pathMtuProbe(onWindows).command, /^ping -f -l 1472/)
  assert.match(logOfOtherEnd(ofWindows).command, /^Get-/)
  assert.doesNotMatch(systemLogOfOtherHost(ofWindows).command, /journalctl/)
  for (const next of [socketState(unix), pathMtuProbe(unix), logOfOtherEnd(unix)]) assert.doesNotMatch(next.command, /netstat -ano|Get-/)
})
