import assert from 'node:assert/strict'
import test from 'node:test'
import type { Source } from '../model/index.ts'
import { andMore, remarksOn } from './about-sources.ts'

const sources = [['a.log', 'no date'], ['b.log', 'cut'], ['c.log'], ['d.log', 'no date'], ['e.log', 'cut', 'no date'], ['f.log', 'no date']].map(
  ([path = '', ...notes], index): Source => ({ id: `s${index}`, path, sha256: '', bytes: 1, reader: null, read: { events: 0 }, unread: { count: 0 }, notes }),
)

test('what is to be told of several sources in the same words is told once', () => {
  const told = remarksOn(sources, ({ notes }) => notes).map(({ first, others, text }) => `${first.path}${andMore(others)}: ${text}`)
  assert.deepEqual(told, ['a.log and 2 more: no date', 'b.log: cut', 'e.log: cut; no date'])
  assert.equal(andMore(25_999), ' and 25,999 more')
})
