import assert from 'node:assert/strict'
import test from 'node:test'
import { createConnection } from './connection.ts'
import { amount, readStatistics } from './statistics.ts'

const amounts: readonly (readonly [text: string, value: number])[] = [
  ['1234', 1_234],
  ['1,234,567', 1_234_567],
  ['1.234.567', 1_234_567],
  ['1.23K', 1_230],
  ['41.07G', 41_070_000_000],
  ['41,07G', 41_070_000_000],
  ['1,041.07M', 1_041_070_000],
]

for (const [text, value] of amounts) test(text, () => assert.equal(amount(text), value))

const worlds: readonly (readonly [world: string, lines: readonly string[], told: string])[] = [
  ['what was sent and received, and the rate', ['sent 41,000,000,000 bytes  received 1,234 bytes  17,079,775.66 bytes/sec'], '41000001234 2400 -'],
  ['with -h', ['sent 41.00G bytes  received 1.23K bytes  17.08M bytes/sec'], '41000001230 2400 -'],
  ['the totals of --stats', ['Total bytes sent: 1,000', 'Total bytes received: 24'], '1024 - -'],
  ['of two runs the second', ['Total bytes sent: 1,000', 'Total bytes received: 24', 'Total bytes sent: 5', 'Total bytes received: 2'], '7 - -'],
  ['a release of 2.x', ['rsync  version 2.6.9  protocol version 29'], '- - 2.6.9'],
  ['too quick to measure', ['sent 60 bytes  received 12 bytes  144.00 bytes/sec'], '72 - -'],
]

for (const [world, lines, told] of worlds) {
  test(world, () => {
    const connection = createConnection('r')
    for (const line of lines) assert.ok(readStatistics(line, connection), line)
    const { bytes = '-', durationUs, version = '-' } = connection
    assert.equal(`${bytes} ${durationUs === undefined ? '-' : durationUs / 1_000_000} ${version}`, told)
  })
}
