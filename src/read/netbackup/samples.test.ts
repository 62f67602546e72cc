import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { brief, of, readText } from './sample-reading.ts'

function sample(name: string): string {
  return readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8')
}

test('excerpts of one failure from two hosts: the whole chain, one run', () => {
  const { events, clocks } = readText(sample('late-listener.txt'))
  assert.deepEqual(brief(events), [
    '- listener.opened ipc 41207',
    '- connect.abandoned 1556 10001',
    '- connect.abandoned 1556 10001',
    'echo status.reported 25',
    'echo run.ended failed',
    '- listener.opened ipc 41219',
    ...[1, 2, 3, 4, 5].map((attempt) => `specific connect.failed ECONNREFUSED 41207 ${attempt} local`),
    'echo status.reported 25',
    '- listener.opened ipc 41207',
    '- listener.expired ipc 41207 120000000',
  ])
  assert.deepEqual(new Set(events.map(({ run }) => run)), new Set(['netbackup ipc 41207']))
  assert.deepEqual(new Set(events.map(({ job }) => job)), new Set(['orchard_1752199801']))
  assert.deepEqual(new Set(clocks.map(({ host }) => host)), new Set(['198.51.100.20', '203.0.113.77']))
  const sides = new Set(events.map(({ host, side }) => `${host} ${side}`))
  assert.deepEqual(sides, new Set(['198.51.100.20 server', '203.0.113.77 client']))
})

test('both ends agree on the keys of what they exchanged', () => {
  const { events } = readText(sample('late-listener.txt'))
  const sent = new Map(of(events, 'message.sent').map((event) => [event.key, event]))
  const both = of(events, 'message.received').filter(({ key }) => sent.has(key))
  assert.equal(both.length, 11)
  // The client is 3.2 s ahead, so what the server sends takes about that long by the two faces, and answers arrive before they left.
  for (const { key, host, when } of both) {
    const [departure, arrival] = [sent.get(key), when]
    assert.ok(departure?.when !== undefined && arrival !== undefined)
    assert.notEqual(departure.host, host)
    const seconds = (arrival.us - departure.when.us) / 1_000_000
    assert.ok(host === '203.0.113.77' ? seconds >= 3 : seconds < -2, `${key}: ${seconds}`)
  }
})

for (const name of ['healthy-pbx.log', 'healthy-pbx-refused.log']) {
  test(`${name}: nothing to complain of`, () => {
    const { events, unread } = readText(sample(name))
    assert.deepEqual(
      events.filter(({ symptom }) => symptom !== undefined),
      [],
    )
    assert.equal(of(events, 'run.ended')[0]?.outcome, 'completed')
    assert.equal(unread, 0)
  })
}

test('a reset of the data connection comes first, the rest repeats it', () => {
  const { events } = readText(sample('socket-write-failed.log'))
  assert.deepEqual(brief(events), [
    'specific connection.failed ECONNRESET write client',
    'echo connection.failed EPIPE write client',
    'echo status.reported 24',
    'echo status.reported 24',
    '- run.ended failed',
  ])
  assert.equal(events[0]?.job, 'ledger_1752178500')
})

test('job details: dated lines, and the status beneath them', () => {
  const { events, notes } = readText(sample('job-details.txt'))
  assert.deepEqual(brief(events), [
    '- run.started',
    'specific timer.expired CLIENT_READ_TIMEOUT ?',
    'echo run.ended failed',
    'echo status.reported 13',
    '- run.ended failed',
  ])
  assert.equal(events[0]?.when?.us, Date.UTC(2025, 6, 10, 22, 15) * 1_000)
  assert.equal(new Set(events.map(({ run }) => run)).size, 1)
  assert.deepEqual(notes, ['dates such as 4/5/2026 are read as month/day/year'])
})

test('every quote stands verbatim at its line', () => {
  for (const name of ['late-listener.txt', 'socket-write-failed.log', 'job-details.txt']) {
    const text = sample(name)
    assertQuoted(text, readText(text).events, name)
  }
})

test('a line of 16 kB of anything is read at once', () => {
  const began = process.hrtime.bigint()
  for (const garbage of ['1', 'a', ' ', '(', '01:02:03.004 [1] <2> ', 'errno = ', 'CONNECT FROM 1.1.', '/', '\u2026', 'a_1', '.', '] <']) {
    const text = garbage.repeat(Math.ceil(16_000 / garbage.length))
    readText(text)
    readText(`10:00:00.000 [1] <16> bpbrm x: ${text}`)
    readText(`07/10/2025 22:14:58 - Error bpbrm (pid=1) ${text}`)
    readText(`status ${text}`)
  }
  assert.ok(Number(process.hrtime.bigint() - began) / 1e6 < 2_000)
})
