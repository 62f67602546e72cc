import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { callSite, callSiteInWords } from './call-sites.ts'
import { exitCode, exitCodes } from './exit-codes.ts'
import { exitLines, exitReleases } from './exit-lines.ts'

const sites: readonly (readonly [world: string, file: string, line: number, code: number, version: string | undefined, expected: string | undefined])[] = [
  [
    'no version: a release that prints none',
    'io.c',
    666,
    12,
    undefined,
    'writefd_unbuffered, beside "writefd_unbuffered failed to write N bytes: phase", rsync 2.6.0',
  ],
  ['no version: read error of the same release', 'io.c', 201, 12, undefined, 'die_from_readerr, beside "read error", rsync 2.6.0'],
  ['no version: a timer', 'io.c', 103, 30, undefined, 'check_timeout, beside "io timeout after N seconds - exiting", rsync 2.5.6 to 2.5.7'],
  ['no version: one line off is no evidence', 'io.c', 665, 12, undefined, undefined],
  ['no version: nothing there', 'io.c', 165, 12, undefined, undefined],
  ['exact', 'io.c', 949, 10, '3.5.0', 'perform_io, beside "write error", rsync 3.5.0'],
  ['exact, end of stream', 'io.c', 605, 12, '3.0.9', 'whine_about_eof, beside "connection unexpectedly closed", rsync 3.0.9'],
  ['a patched distribution, one line off', 'io.c', 807, 10, '3.2.7', 'perform_io, beside "read error", rsync 3.2.7, its lines moved by a patch'],
  ['a patched distribution, three lines off', 'io.c', 809, 12, '3.2.7', 'perform_io, rsync 3.2.7'],
  ['a build between two releases', 'io.c', 837, 10, 'v3.2.3-133-g512acd12', 'perform_io, beside "write error", rsync 3.2.4, its lines moved by a patch'],
  ['a code passed on by another process', 'io.c', 1892, 11, '3.5.0', 'read_a_msg, rsync 3.5.0'],
  ['rsync_bpc has lines of its own', 'io.c', 764, 12, '3.0.9.5', undefined],
  ['a release not in the table', 'io.c', 949, 10, '9.9.9', undefined],
  ['a file not in the table', 'x.c', 1, 10, '3.5.0', undefined],
]

for (const [world, file, line, code, version, expected] of sites) {
  test(world, () => {
    const site = callSite(file, line, code, version)
    assert.equal(site === undefined ? undefined : callSiteInWords(site), expected)
  })
}

test('the table is whole: releases, five fields a site, under 60 kB', () => {
  assert.equal(exitReleases.split(' ')[0], '2.5.0')
  assert.equal(exitReleases.split(' ').at(-1), '3.5.0')
  for (const row of exitLines.trim().split('\n')) assert.equal(row.split('|').length, 5, row)
  assert.ok(statSync(join(import.meta.dirname, 'exit-lines.ts')).size < 60_000)
})

test('every exit code is told once and in plain words', () => {
  assert.equal(new Set(exitCodes.map(({ code }) => code)).size, exitCodes.length)
  for (const { reading } of exitCodes) assert.match(reading, /^[A-Z].*\.$/)
  for (const code of [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 24, 25, 30, 35, 124, 125, 126, 127, 255])
    assert.ok(exitCode(code) !== undefined, String(code))
})
