import assert from 'node:assert/strict'
import test from 'node:test'
import { failure, made } from '../../test/hand-made.ts'
import type { Event } from '../model/index.ts'
import { withoutStrangers } from './strange-sessions.ts'

const session = (port: number, reason: 'idle' | 'reset' = 'reset') =>
  failure('session.ended', { reason, tuple: { from: { address: '192.0.2.5', port: 40_000 }, to: { address: '198.51.100.9', port } } }, { system: 'path' })
const scanners = failure('limit.reached', { limit: 'MaxStartups' }, { system: 'ssh' })
const ofSomebody = failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network', role: 'server' }, { system: 'ssh' })
const good = made('run.ended', { outcome: 'completed' })
const broken = failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' })

const worlds: readonly (readonly [world: string, events: readonly Event[], symptoms: number])[] = [
  ['a browser resets its session, and nothing else is told', [session(443)], 1],
  ['a browser resets its session, and the backup went well', [session(443), good], 0],
  ['a browser resets its session, and the backup broke', [session(443), broken], 1],
  ['a session of the backup was forgotten, and the backup broke', [session(873, 'idle'), broken], 2],
  ['a session on a port of backups was forgotten, and the backup went well', [session(873, 'idle'), good], 0],
  ['the ssh server turns callers away, and nothing else is told', [scanners], 1],
  ['the ssh server turns callers away, and the backup went well', [scanners, good], 0],
  ['a session of somebody on the ssh server broke, and the backup went well', [ofSomebody, good], 0],
  ['the ssh server turns callers away, and the backup broke', [scanners, broken], 2],
]

for (const [world, events, symptoms] of worlds)
  test(`strangers: ${world}`, () => assert.equal(withoutStrangers(events).filter(({ symptom }) => symptom !== undefined).length, symptoms))
