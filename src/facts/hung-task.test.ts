import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { applicationTimeout } from '../causes/application-timeout/cause.ts'

const hung = (seconds: number) =>
  made('setting.seen', { name: 'task hung in disk input or output', value: 'rsync' }, { when: at(seconds), host: 'nas', system: 'host', quote: 'blocked' })
const timer = failure('timer.expired', { timer: 'rsync --timeout', limitUs: 600_000_000 }, { when: at(50_000) })

test('a program that hung in its disk is the reason of a timer that ran out, and a longer timer no remedy', () => {
  const evidence = evidenceOf(hung(49_400), timer)
  const outcome = applicationTimeout.weigh(evidence)
  assert.ok(outcome.outcome === 'explains')
  assert.match(outcome.headline, /^rsync hung in disk/)
  assert.ok(outcome.evidence.some(({ quote }) => quote === 'blocked'))
  assert.match(outcome.next?.[0]?.what ?? '', /On nas: which disk/)
  assert.ok(applicationTimeout.remedies(evidence, outcome).every(({ commands }) => commands.every((command) => !command.includes('--timeout'))))
})

test('a hang of hours before is another matter', () => {
  const outcome = applicationTimeout.weigh(evidenceOf(hung(1_000), timer))
  assert.ok(outcome.outcome === 'explains' && outcome.headline.startsWith('rsync --timeout'))
})
