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
