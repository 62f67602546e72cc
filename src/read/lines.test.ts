import assert from 'node:assert/strict'
import test from 'node:test'
import { logLine } from './lines.ts'

const found: readonly (readonly [string, string])[] = [
  ['log/20091123/office.log:multiplexing overflow 101:7104843 [sender]', 'multiplexing overflow 101:7104843 [sender]'],
  ['/var/log/syslog.2.gz:12:copyd: read error', 'copyd: read error'],
  ['backup.log: No space left on device', 'backup.log: No space left on device'],
  ['notes.txt:', 'notes.txt:'],
  ['main.c:100: error', 'main.c:100: error'],
  ['https://host/x.log:80/', 'https://host/x.log:80/'],
]

const decorated: readonly (readonly [string, string])[] = [
  ['copier_1  | read error: Broken pipe', 'read error: Broken pipe'],
  ['name | size | age', 'name | size | age'],
  ['tar -c /srv | ssh vault', 'tar -c /srv | ssh vault'],
  ['```read error: Broken pipe', 'read error: Broken pipe'],
  ['`read error: Broken pipe`', 'read error: Broken pipe'],
  ['```', '```'],
]

test('what shows a line in a report or beside other containers is no part of it', async (t) => {
  for (const [raw, text] of decorated) await t.test(raw, () => assert.equal(logLine({ raw, line: 1 }).text, text))
})

test('the file name that grep puts in front of a line is no part of it', async (t) => {
  for (const [raw, text] of found) await t.test(raw, () => assert.equal(logLine({ raw, line: 1 }).text, text))
})
