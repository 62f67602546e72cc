import assert from 'node:assert/strict'
import test from 'node:test'
import type { Report, Source } from '../model/index.ts'
import { jsonPieces } from './json.ts'

const source = (index: number): Source => ({
  id: `s${index}`,
  path: `logs/{"${index}"}.log`,
  sha256: '0'.repeat(64),
  bytes: index,
  reader: null,
  read: { events: 0 },
  unread: { count: 0 },
  notes: ['],\n  "x": {'],
})

for (const count of [0, 1, 500, 501, 1_000, 1_001]) {
  test(`${count} sources: in pieces as in one`, () => {
    const report: Report = {
      schemaVersion: 1,
      tool: { name: 'holdfast', version: '0' },
      generatedAt: '2026-11-21T00:00:00Z',
      conclusion: 'nothing-recognised',
      sources: Array.from({ length: count }, (_, index) => source(index)),
      clocks: [],
      runs: [],
      incidents: [],
      notices: [],
    }
    assert.equal([...jsonPieces(report)].join(''), `${JSON.stringify(report, undefined, 2)}\n`)
  })
}
