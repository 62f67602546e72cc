import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { linesOf, logLine } from '../lines.ts'
import { ConnectAttempts } from './connect-attempts.ts'
import type { Emit } from './emit.ts'
import { Exchanges } from './exchanges.ts'
import { failuresIn } from './failures.ts'
import { mattersIn } from './matters.ts'
import { recordsIn, type TyingRecord } from './record.ts'
import { announcedIn, Rendezvous } from './rendezvous.ts'
import { Threads } from './threads.ts'
import { tupleIn } from './tuple.ts'

const texts = globSync(['samples/*', '../../causes/*/cases/*/input/**/*'], { cwd: import.meta.dirname, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1'))
  .filter((text) => text.includes('] <'))

const sources = texts.map((text) =>
  linesOf(text).flatMap((physical) => {
    const { text, raw, line, lastLine } = logLine(physical)
    return recordsIn(text).map((record): TyingRecord => {
      return { ...record, line, lastLine, quote: raw, logged: tupleIn(record.text), announced: announcedIn(record.text) }
    })
  }),
)
const records = sources.flat()

test('a record that is about no failure tells of none, unless its program calls it an error', () => {
  const others = records.filter(({ text }) => !mattersIn(text).failure)
  for (const { text } of others) assert.deepEqual(failuresIn(text, { severe: false }), [], text)
  assert.ok(others.length > 100 && others.length < records.length)
})

test('records that tie their thread to nothing change nothing that is told of the others', () => {
  let met = 0
  for (const all of sources) {
    const some = all.filter(({ text }) => mattersIn(text).ties)
    assert.deepEqual(told(some), told(all))
    met += all.length - some.length
  }
  assert.ok(met > 10)
})

/** What is emitted for these records, and by which names their threads are known. */
function told(those: readonly TyingRecord[]): unknown {
  const out: unknown[] = []
  const emit: Emit = (record, body, weight = 'context') => {
    const { quote, line, lastLine, thread } = record
    const draft = { body, weight, thread, quote, line, lastLine, stretch: 0 }
    out.push(draft)
    return draft
  }
  const followed = [new ConnectAttempts(emit), new Rendezvous(emit), new Exchanges(emit)]
  const threads = new Threads()
  for (const record of those) {
    threads.learn(threads.threadOf(record), record)
    for (const one of followed) one.record(record)
  }
  const tied = threads.all.filter(({ tokens, endedUs }) => tokens.size > 0 || endedUs !== undefined)
  return { out, tied: tied.map(({ name, local, peers, tokens, endedUs }) => ({ name, local, peers, tokens, endedUs })) }
}
