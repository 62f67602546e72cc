import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure } from '../../test/hand-made.ts'
import { isKillOfAnother, isPlaced } from './foreign-trouble.ts'

const refusal = (quote: string, rest = {}) => failure('access.refused', { reason: 'authentication' }, { system: 'ssh', quote, when: at(10), ...rest })
const broken = (quote: string, rest = {}) =>
  failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, { quote, when: at(20), ...rest })

const worlds: readonly (readonly [world: string, trouble: ReturnType<typeof refusal>, failed: ReturnType<typeof refusal>, placed: boolean])[] = [
  ['the same caller in one log', refusal('Failed password for bk from 10.0.0.5 port 4000 ssh2'), broken('rsync from 10.0.0.5: connection reset by peer'), true],
  [
    'a scanner in the same log',
    refusal('Failed password for root from 203.0.113.7 port 4000 ssh2'),
    broken('rsync from 10.0.0.5: connection reset by peer'),
    false,
  ],
  ['a line without an address', refusal('Failed password for bk'), broken('rsync from 10.0.0.5: connection reset by peer'), true],
  ['the ends name each other', refusal('Failed password for bk from 10.0.0.5', { source: 's1' }), broken('to 10.0.0.9: reset', { source: 's2' }), true],
  [
    'two logs of one host',
    refusal('Failed password for root from 203.0.113.7', { host: 'bk1' }),
    broken('from 10.0.0.5: reset', { source: 's2', host: 'bk1' }),
    false,
  ],
]

for (const [world, trouble, failed, placed] of worlds)
  test(`trouble and failure: ${world}`, () => assert.equal(isPlaced(trouble, evidenceOf(trouble, failed)), placed))

test('a killed program of one product is no part of another product, unless a pipe joins them', () => {
  const killed = failure('program.killed', { by: 'signal', victim: 'borg' }, { system: 'host' })
  const pipe = failure('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'pipe' }, { system: 'proxmox' })
  const network = failure('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'network' }, { system: 'proxmox' })
  assert.deepEqual([isKillOfAnother(killed, pipe), isKillOfAnother(killed, network)], [false, true])
})

test('without clocks, a server that turns callers away is set beside one who was not greeted, and beside nobody else', () => {
  const limit = failure('limit.reached', { limit: 'MaxStartups' }, { system: 'ssh', source: 's1', when: at(10) })
  const closed = (stream?: string) => failure('connection.closed', stream === undefined ? {} : { stream }, { system: 'borg', source: 's2' })
  const [greeted, ungreeted] = [closed(), closed('banner')]
  assert.deepEqual([isPlaced(limit, evidenceOf(limit, ungreeted)), isPlaced(limit, evidenceOf(limit, greeted))], [true, false])
})
