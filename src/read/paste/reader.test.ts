import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { generic } from '../generic/reader.ts'
import { readText } from '../generic/read-text.ts'
import { settings } from '../settings/reader.ts'
import { paste } from './reader.ts'

function sample(name: string): string {
  return readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8')
}

function claims(text: string): readonly string[] {
  return readText([generic, paste], text).events.flatMap((event) =>
    event.kind === 'statement.made' ? [`${event.claim}${event.seconds === undefined ? '' : ` ${event.seconds}`}`] : [],
  )
}

test('a mail around an excerpt yields what its writer states and nothing he asks or denies', () => {
  assert.deepEqual(claims(sample('mail.txt')), ['always-same-age 1200', 'firewall-between', 'firewall-suspected', 'cured-by-keepalive', 'works-locally'])
})

const around = (before: string, setting: string, after: string) => `The copy broke off every night.\n\n${before}\n\n${setting}\n\n${after}\n`

test('a setting on a line of its own belongs to the words before and after it', () => {
  const told = (text: string) => readText([settings, generic, paste], text).events.flatMap((event) => (event.kind === 'statement.made' ? [event.claim] : []))
  assert.deepEqual(told(around('I added this to /etc/ssh/ssh_config:', 'ServerAliveInterval 45', 'That fixed it for us.')), ['cured-by-keepalive'])
  assert.deepEqual(told(around('We put the following into sshd_config:', 'ClientAliveInterval 45', 'That did not help, it still breaks.')), [
    'not-cured-by-keepalive',
  ])
  assert.deepEqual(told(around('What fixed it was adding this to ~/.ssh/config:', 'ServerAliveInterval 45', 'Thanks to all.')), ['cured-by-keepalive'])
  assert.deepEqual(told(around('Our settings are the following:', 'ServerAliveInterval 45', 'It is a large installation.')), [])
  assert.deepEqual(told(around('I added this to /etc/ssh/ssh_config:', 'ServerAliveInterval 0', 'That fixed it for us.')), [])
})

test('a list of observations yields one claim for each', () => {
  assert.deepEqual(claims(sample('ticket.md')).toSorted(), [
    'large-transfers-only',
    'no-firewall-between',
    'not-cured-by-bandwidth-limit',
    'random-times',
    'same-subnet',
    'slow-receiver',
    'zero-window-seen',
  ])
})

test('a quote stands verbatim at its place', () => {
  for (const name of ['mail.txt', 'ticket.md']) {
    const text = sample(name)
    assertQuoted(text, readText([generic, paste], text).events, name)
  }
})

test('statements are reported and never symptoms', () => {
  for (const event of readText([generic, paste], sample('ticket.md')).events) {
    assert.equal(event.reported, true)
    if (event.kind === 'statement.made') assert.equal(event.symptom, undefined)
  }
})

const marks: readonly (readonly [string, string | undefined])[] = [
  ['\u2026snip\u2026', ''],
  ['...snip...', ''],
  ['[...]', ''],
  ['<snip>', ''],
  ['--snip--', ''],
  ['[snip]', ''],
  ['(...)', ''],
  ['[200 lines omitted]', '200 lines omitted'],
  ['...waiting for the second port...', 'waiting for the second port'],
  ['----8<----', ''],
  ['[ 12.500] usb 1-1: new device', undefined],
  ['sending incremental file list', undefined],
  ['snipping tool opened', undefined],
]

test('marks of left-out lines are told with their reason', async (t) => {
  for (const [line, expected] of marks) {
    await t.test(line, () => {
      const [event] = readText([paste], line).events
      assert.equal(event?.kind === 'lines.snipped' ? (event.reason ?? '') : undefined, expected)
    })
  }
})

const unclaimed = [
  '06:20:10.872 [32110.32114] <2> frobnicate: value of the thing is not set for this host',
  'frobd[123]: the socket was not there when we looked',
  'ERROR: the thing that we wanted is not there',
  'total size is 1,234  speedup is 1.00',
  'sending incremental file list',
  'net.ipv4.tcp_keepalive_time = 7200',
  '2026-11-21 05:40:12 this is what the program says about its state',
  'drwxr-xr-x 2 root root 4096 Nov 21 02:00 data',
]

test('lines of programs nobody knows stay unread', async (t) => {
  for (const line of unclaimed) await t.test(line, () => assert.equal(readText([paste], line).unread.count, 1))
})

test('a failure told in prose alone is reported as the failure, of the system the prose names', () => {
  const { events } = readText([generic, paste], 'Dear all,\n\nour rsync of the mail spool dies with a "connection reset by peer" each night.\n')
  const failure = events.find((event) => event.symptom !== undefined)
  assert.equal(failure?.kind, 'connection.failed')
  assert.equal(failure?.system, 'rsync')
  assert.equal(failure?.reported, true)
})

test("prose around a program's own line adds no failure of its own", () => {
  const { events } = readText([generic, paste], 'Our copy dies with a "connection reset by peer" each night.\n\nfetch: read error: Connection reset by peer\n')
  assert.equal(events.filter((event) => event.symptom !== undefined).length, 1)
})

test('a command below a cure belongs to it', () => {
  const text = 'I have found a solution that works for me.\n\nsysctl -w net.ipv4.tcp_window_scaling=0\n'
  assert.deepEqual(claims(text), ['cured-by-window-scaling-off'])
})

test('a failure that prose quotes without its reason is known where nothing else is', () => {
  const failures = (text: string) => readText([generic, paste], text).events.flatMap((event) => (event.symptom === undefined ? [] : [event.kind]))
  assert.deepEqual(failures('I set up the backup by rsync and get "Connection to rsync host failed" in its window.\n'), ['run.ended'])
  assert.deepEqual(failures('The box reports "Upload failed" for the backup, and the log is empty.\n'), ['run.ended'])
  assert.deepEqual(failures('If the backup says "Upload failed", look at the quota.\n'), [])
  assert.deepEqual(failures('Does your backup say "Upload failed" too?\n'), [])
  assert.deepEqual(failures('Our backup dies with "connection reset by peer" and says "Upload failed" in its window.\n'), ['connection.failed'])
})

test('a quoted line of a program in the words of that program counts in a sentence too', () => {
  const told = (text: string) => readText([generic, paste], text).events.flatMap((event) => (event.symptom === undefined ? [] : [event.kind]))
  assert.deepEqual(
    told("When I start the dump I get another error \"mysqldump: Got error: 2003: Can't connect to MySQL server on 'db1' (113) when trying to connect\".\n"),
    ['connect.failed'],
  )
})

test('a sentence goes on behind a question mark in brackets, and within a quotation of several sentences', () => {
  const told = (text: string) => readText([generic, paste], text).events.map(({ kind }) => kind)
  assert.deepEqual(told('If I leave the backup client idle for some time (15-30 minutes?) then start it, I get the "Lost connection to server" error.\n'), [
    'statement.made',
    'connection.closed',
  ])
  assert.ok(told('I too get the "ERROR: The backup failed to start. DETAILS: Connection lost, no retry" error.\n').includes('connection.closed'))
})
