import assert from 'node:assert/strict'
import test from 'node:test'
import { isBrokenOff } from './broken-off.ts'

const lines: readonly (readonly [text: string, broken: boolean])[] = [
  ['rsync: server sent "welcome to vault', true],
  ['rsync: server sent "welcome to vault"', true],
  ['rsync: server sent "name lookup failed: Name or service not known" rather than greeting', false],
  ['rsync: read error:', true],
  ['rsync: read error: Connection reset by peer (104)', false],
]

for (const [text, broken] of lines) test(`${broken ? 'broken off' : 'whole'}: ${text}`, () => assert.equal(isBrokenOff(text), broken))
