import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { serverLimitReached } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const banner = (rest = {}) => failure('connection.closed', { stream: 'banner', role: 'client' }, { system: 'ssh', ...rest })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  [
    'a row larger than the largest packet',
    [failure('limit.reached', { limit: 'max_allowed_packet' }, { quote: "mysqldump: Error 2020: Got packet bigger than 'max_allowed_packet' bytes" })],
    'strong',
  ],
  ['the server names its limit', [failure('limit.reached', { limit: 'max connections', value: 20 })], 'strong'],
  [
    'both ends name it',
    [failure('limit.reached', { limit: 'max connections', value: 20 }), failure('limit.reached', { limit: 'max connections', value: 20 }, { source: 's2' })],
    'decisive',
  ],
  ['three closed before the banner', [banner(), banner(), banner()], 'weak'],
  ['three closed before the banner, hours apart', [banner({ when: at(0) }), banner({ when: at(9000) }), banner({ when: at(18_000) })], 'cannot-tell'],
  ['one closed before the banner', [banner()], 'cannot-tell'],
  [
    "one closed, and sshd's log names the limit",
    [banner(), made('limit.reached', { limit: 'PerSourcePenalties' }, { source: 's2', system: 'ssh' })],
    'decisive',
  ],
  ['a limit of the kernel and no failure', [made('limit.reached', { limit: 'tcp_mem' })], 'not-applicable'],
  ['the address was refused', [banner(), made('access.refused', { reason: 'host-list' })], 'ruled-out'],
  ['a reset in the middle', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`server-limit-reached: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = serverLimitReached.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(serverLimitReached.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

test('ssh says twice of one connection that it was turned away', () => {
  const limit = failure('limit.reached', { limit: 'MaxStartups' }, { system: 'ssh' })
  const greeting = failure(
    'connection.failed',
    { errno: 'ECONNRESET', operation: 'read', channel: 'network', stream: 'banner', role: 'client' },
    { system: 'ssh' },
  )
  const word = reset({ system: 'ssh', quote: 'Connection reset by 198.51.100.40 port 22' })
  const other = reset({ system: 'ssh', quote: 'client_loop: send disconnect: Connection reset by peer' })
  const outcome = serverLimitReached.weigh(evidenceOf(limit, greeting, word, other))
  assert.ok(outcome.outcome === 'explains')
  assert.deepEqual(outcome.accountsFor, [limit, greeting, word])
})
