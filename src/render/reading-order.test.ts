import assert from 'node:assert/strict'
import test from 'node:test'
import type { EvidenceItem } from '../model/index.ts'
import { inReadingOrder } from './reading-order.ts'

const item = (source: string, line: number): EvidenceItem => ({ text: 'x', quote: 'x', at: { source, line }, supports: 'for' })
const frame = (source: string, number: number): EvidenceItem => ({ text: 'x', quote: 'x', at: { source, frame: number, filter: '' }, supports: 'for' })
const places = (items: readonly EvidenceItem[]) => items.map(({ at }) => `${at.source} ${'frame' in at ? at.frame : at.line}`)

test('quotes are read source by source, each from its first line to its last', () => {
  const told = [item('s2', 40), item('s1', 9), item('s2', 12), item('s1', 3), frame('s3', 118), frame('s3', 7)]
  assert.deepEqual(places(inReadingOrder(told)), ['s2 12', 's2 40', 's1 3', 's1 9', 's3 7', 's3 118'])
})
