import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { readText } from '../generic/read-text.ts'
import { lineReaders } from '../index.ts'
import { systemReaders } from './index.ts'

const folder = new URL('samples/', import.meta.url)
const sample = (name: string): string => readFileSync(new URL(`${name}.txt`, folder), 'utf8')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -4))

/** One word for what each event tells, with the number that gives it away. */
function brief(event: Event): string {
  const { symptom } = event
  return `${said(event)}${symptom === undefined ? '' : ` ${symptom}`}`
}

function said(event: Event): string {
  const seconds = (us: number | undefined): string => (us === undefined ? '' : ` ${Math.round(us / 1e6)}s`)
  switch (event.kind) {
    case 'socket.sampled':
      return `${event.condition}${seconds(event.forUs)}${event.retransmits === undefined ? '' : ` x${event.retransmits}`}`
    case 'session.ended':
      return `${event.reason}${seconds(event.durationUs)}`
    case 'session.tracked':
      return `${event.state}${event.removed === undefined ? '' : ' removed'}${seconds(event.leftUs)}`
    case 'packet.seen':
      return `${event.telling} ${event.detail ?? ''}`
    case 'connect.failed':
      return `${event.errno} ${event.port} x${event.attempt}`
    case 'rule.seen':
      return `${event.action} ${event.packets}`
    default:
      return event.kind
  }
}

const recorded: readonly (readonly [name: string, tells: readonly string[]])[] = [
  ['ss-closed-window', ['window-closed 7s', 'open']],
  ['ss-unread', ['unread 8s', 'open']],
  ['netstat-closed-window', ['window-closed 12s']],
  ['netstat-syn-sent', ['syn-unanswered 7s echo']],
  ['conntrack-picked-up', []],
  ['conntrack-list-flushed', ['ESTABLISHED removed 431999s']],
  ['tcpdump-scale-stripped', ['scale-stripped 65160 then 64']],
  ['tcpdump-closed-window', ['window-closed 7s']],
  ['tcpdump-reset-after-quiet', ['reset-foreign TTL 64 where its other packets have 63 specific']],
  ['tcpdump-syn-unanswered', ['ETIMEDOUT 1556 x7 specific']],
  ['nft-strip', ['strip-option 1']],
]

for (const [name, tells] of recorded) {
  test(`recorded: ${name}`, () => {
    const reading = readText(systemReaders, sample(name))
    assert.deepEqual(reading.events.map(brief), tells)
    assert.equal(reading.unread.count, 0)
  })
}

test('a healthy transfer has no symptom and no condition that tells anything', () => {
  const quiet = new Set(['socket.sampled open', 'session.tracked ESTABLISHED', 'counter.seen', 'setting.seen'])
  for (const name of names.filter((each) => /healthy|statistics|netstat-s$|nstat|ip-link/.test(each))) {
    const events = readText(lineReaders, sample(name)).events
    const telling = events.filter((event) => event.symptom !== undefined || !quiet.has(wordOf(event)))
    assert.deepEqual(telling.map(brief), [], name)
  }
})

function wordOf(event: Event): string {
  if (event.kind === 'socket.sampled') return `${event.kind} ${event.condition}`
  return event.kind === 'session.tracked' ? `${event.kind} ${event.state}${event.removed ?? ''}` : event.kind
}

test('quoted in a mail, the same lines say the same', () => {
  for (const name of ['netstat-syn-sent', 'ss-closed-window', 'tcpdump-scale-stripped']) {
    const quoted = sample(name)
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')
    const told = (text: string): readonly string[] => readText(lineReaders, text).events.map(brief)
    assert.deepEqual(told(`Hello,\n\nthis is what I see:\n\n${quoted}\n\nAny idea?`), told(sample(name)), name)
  }
})

test('a line of 16,000 characters is no trouble', () => {
  const long = ['tcp        0      0 ', 'ESTAB 0 0 ', '[UPDATE] tcp 6 src=', 'IN= SRC= ', '10.0.0.1.1 > 10.0.0.2.2: Flags [S] ', '    1 a', '-A x ']
  for (const start of long) for (const fill of [' ', '1', 'a.', ' > ', '1 ', 'src=a ']) readText(systemReaders, start + fill.repeat(16_000 / fill.length))
})
