import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { failure, made } from '../../test/hand-made.ts'
import { withLoneTrouble } from './lone-trouble.ts'

const full = made('table.overflowed', { table: 'nf_conntrack' })
const hung = made('link.lost', { device: 'eno1' }, { quote: 'e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:' })
const down = made('link.lost', { device: 'eno1' }, { quote: 'eno1: Link is Down' })
const mount = made('mount.failed', { path: '/srv/far' })
const stalled = (seconds: number) =>
  made('socket.sampled', {
    tuple: { from: { address: '192.0.2.5', port: 40_112 }, to: { address: '192.0.2.9', port: 873 } },
    state: 'ESTABLISHED',
    condition: 'window-closed',
    forUs: seconds * 1_000_000,
    looks: 4,
  })
const silent = made('connect.failed', { errno: 'ETIMEDOUT', port: 22 }, { system: 'path' })
const traced = (errno: 'ECONNRESET' | 'EPIPE', channel: 'network' | 'unknown' = 'network') =>
  made('connection.failed', { errno, operation: 'read', channel }, { system: 'host', pid: '77' })
const exited = (code: number) => made('program.exited', { code }, { system: 'host', pid: '77' })
const tried = (errno: 'ECONNREFUSED' | 'ETIMEDOUT') => made('connect.failed', { errno, port: 873 }, { system: 'host', pid: '77' })
const killed = (signal: string) => made('program.killed', { by: 'signal', signal }, { system: 'host', quote: `4242  03:00:01 +++ killed by ${signal} +++` })
const reset = made('packet.seen', {
  telling: 'reset',
  tuple: { from: { address: '192.0.2.9', port: 873 }, to: { address: '192.0.2.5', port: 40_112 } },
})
const refused = (alive: boolean, rule: string) => made('packet.refused', { rule, alive })

const worlds: readonly (readonly [world: string, events: readonly Event[], symptoms: number])[] = [
  ['a full table and nothing else', [full], 1],
  ['a card that hung', [hung], 1],
  ['a cable that was pulled', [down], 0],
  ['a mount that failed', [mount], 1],
  ['a window that stayed closed for ten minutes', [stalled(600)], 1],
  ['a window that was closed for three seconds', [stalled(3)], 0],
  ["a device's word that a SYN went unanswered", [silent], 1],
  ['the same beside a run that ended well', [silent, made('run.ended', { outcome: 'completed' })], 0],
  ['a traced call that met a reset', [traced('ECONNRESET'), exited(10)], 1],
  ['a traced call that met a reset, the end of the process not traced', [traced('ECONNRESET')], 1],
  ['a traced process that met a reset and ended well', [traced('ECONNRESET'), exited(0)], 0],
  ['a pipe between two local processes', [traced('EPIPE', 'unknown')], 0],
  ['a traced connection request without an answer', [tried('ETIMEDOUT'), exited(10)], 1],
  ['a traced connection request that was refused', [tried('ECONNREFUSED'), exited(10)], 1],
  ['the same of a process that went on to end well', [tried('ECONNREFUSED'), exited(0)], 0],
  ['the same of a process whose end is not traced', [tried('ECONNREFUSED')], 0],
  ['a traced reset beside the log that tells of it', [traced('ECONNRESET'), failure('connection.closed', {})], 1],
  ['a traced process that was killed', [killed('SIGKILL')], 1],
  ['a traced filter that its reader left', [killed('SIGPIPE')], 0],
  ['a printed capture of a connection that was reset', [reset], 1],
  ['the same beside a run that ended well', [reset, made('run.ended', { outcome: 'completed' })], 0],
  ['packets of no known connection', [refused(true, 'DROP INVALID')], 1],
  ['late resets', [refused(false, 'DROP INVALID')], 0],
  ['a stranger who was turned away', [refused(true, 'DROP INPUT')], 0],
  ['a full table beside a run that ended well', [full, made('run.ended', { outcome: 'completed' })], 0],
  ['a full table beside a run of which no end is told', [full, made('run.started', {})], 0],
  ['a full table beside a failure', [full, failure('connection.closed', {})], 1],
]

for (const [world, events, symptoms] of worlds)
  test(`trouble alone: ${world}`, () => assert.equal(withLoneTrouble(events).filter(({ symptom }) => symptom !== undefined).length, symptoms))
