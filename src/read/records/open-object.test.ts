import assert from 'node:assert/strict'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { readText } from '../generic/read-text.ts'
import { lineReaders } from '../index.ts'

/** The kinds of events with the lines they stand on, and what is left over. */
function told(text: string): string {
  const { events, unread, lines } = readText(lineReaders, text)
  assertQuoted(text, events)
  assert.equal(lines, text.split('\n').length)
  return `${events.map(({ kind, when, at }) => `${kind}@${'line' in at ? at.line : ''}${when === undefined ? '' : ' dated'}`).join(', ')}; ${unread.count}`
}

const texts: readonly (readonly [world: string, text: string, told: string])[] = [
  [
    'an object over several lines',
    '{\n  "time": "2026-11-21T05:40:12Z",\n  "level": "error",\n  "err": {\n    "message": "read tcp: connection reset by peer"\n  },\n  "msg": "upload failed"\n}',
    'connection.failed@5 dated; 0',
  ],
  [
    'an array of them',
    '[\n  {\n    "level": "error",\n    "msg": "upload: connection reset by peer"\n  },\n  {\n    "level": "info",\n    "msg": "upload: connection reset by peer, trying again"\n  }\n]',
    'connection.failed@4, connection.failed@8; 2',
  ],
  [
    'settings',
    '{\n  "retries": 3,\n  "on": {\n    "host": "web1"\n  }\n}\n2026-11-21 05:40:12 agent: read: Connection reset by peer',
    'connection.failed@7 dated; 6',
  ],
  ['a block of a script', 'copy() {\n{\n  echo start\n}\n}\n2026-11-21 05:40:12 agent: read: Connection reset by peer', 'connection.failed@6 dated; 5'],
  ['an object that is cut off', '{\n  "level": "error",\n  "msg": "agent: read: Connection reset by peer"', 'connection.failed@3; 0'],
]

for (const [world, text, expected] of texts) test(world, () => assert.equal(told(text), expected))

test('an object that never closes is lines like any others', () => {
  const members = Array.from({ length: 300 }, (_, index) => `  "k${index}": ${index},`)
  assert.equal(told(['{', ...members, '2026-11-21 05:40:12 agent: read: Connection reset by peer'].join('\n')), 'connection.failed@302 dated; 301')
})

test('a string whose lines are written as they are', () => {
  const text =
    '{\n  "message": "copy failed",\n  "stack": "Error: copy failed\nread: Connection reset by peer\n    at go (/srv/x.js:1:2)",\n  "isKnown": true\n}'
  assert.equal(told(text), 'connection.failed@4; 0')
})
