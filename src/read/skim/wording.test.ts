import assert from 'node:assert/strict'
import test from 'node:test'
import { wordingOf } from './wording.ts'

const pairs: readonly (readonly [world: string, one: string, other: string, alike: boolean])[] = [
  ['other processes', 'child pid = 20413 ended', 'child pid = 9920 ended', true],
  ['other addresses', 'connect from 192.0.2.10', 'connect from 198.51.100.200', true],
  ['other tokens', 'queued as 4f2a99c1', 'queued as b81e02', true],
  ['other statuses', 'exit status 0', 'exit status 24', false],
  ['other errors', 'recv failed: errno 104', 'recv failed: errno 110', false],
  ['other errors of Windows Sockets', 'recv failed: 10054', 'recv failed: 10060', false],
  ['other words', 'connection opened', 'connection closed', false],
]

for (const [world, one, other, alike] of pairs) {
  test(`${world}: ${alike ? 'one wording' : 'two wordings'}`, () => assert.equal(wording(one) === wording(other), alike))
}

function wording(text: string): number {
  const bytes = Buffer.from(text, 'latin1')
  return wordingOf(bytes, 0, bytes.length)
}
