import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { connectBlackholed } from './cause.ts'

const silent = failure(
  'connect.failed',
  { errno: 'ETIMEDOUT', peer: 'web1' },
  { system: 'amanda', quote: 'web1 /home lev 0 FAILED [Request to web1 failed: timeout waiting for ACK]' },
)

const worlds: readonly (readonly [auth: string | undefined, says: RegExp, not: RegExp])[] = [
  ['bsdtcp', /tcp dport 10080/, /udp dport/],
  ['bsd', /udp dport 10080/, /amandad -auth=bsdtcp/],
  ['ssh', /ssh -v/, /10080/],
  [undefined, /amadmin CONFIG disklist/, /\bPORT\b/],
]

for (const [auth, says, not] of worlds) {
  test(`an Amanda client that never answers, auth ${auth ?? 'unknown'}`, () => {
    const evidence = evidenceOf(silent, ...(auth === undefined ? [] : [made('setting.seen', { name: 'auth', value: auth }, { system: 'amanda' })]))
    const outcome = connectBlackholed.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    const commands = connectBlackholed
      .remedies(evidence, outcome)
      .flatMap((remedy) => remedy.commands)
      .join('\n')
    assert.match(commands, says)
    assert.doesNotMatch(commands, not)
  })
}

const unmet = (key: string) =>
  failure('listener.expired', { key, limitUs: 30_000_000 }, { system: 'amanda', quote: `sendbackup: time 30.003: timeout on ${key}`, run: 'r' })

test('ports that an Amanda client opened and no server reached', () => {
  const evidence = evidenceOf(unmet('data port 50044'), unmet('mesg port 50045'))
  const outcome = connectBlackholed.weigh(evidence)
  assert.ok(outcome.outcome === 'explains' && outcome.strength === 'weak')
  assert.equal(outcome.accountsFor.length, 2)
  assert.match(outcome.summary, /2 ports met no connection within 30 s/)
  const commands = connectBlackholed.remedies(evidence, outcome).flatMap((remedy) => remedy.commands)
  assert.match(commands.join(' '), /bsdtcp/)
  assert.doesNotMatch(commands.join(' '), /\bPORT\b/)
})

test('a port that was reached in the same dump leaves the others to something else', () => {
  const reached = made('connection.opened', { separate: true }, { system: 'amanda', run: 'r' })
  assert.notEqual(connectBlackholed.weigh(evidenceOf(reached, unmet('index port 50046'))).outcome, 'explains')
})
