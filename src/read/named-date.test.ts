import assert from 'node:assert/strict'
import test from 'node:test'
import { dateInName } from './named-date.ts'

const cases: readonly (readonly [name: string, date: string | undefined])[] = [
  ['sendbackup.20261121055943.debug', '2026-11-21'],
  ['sendbackup.20261121055943001.debug', '2026-11-21'],
  ['amdump.20261121055943', '2026-11-21'],
  ['log.20061121.0', '2006-11-21'],
  ['log.20061121055943.0', '2006-11-21'],
  ['amdump.1', undefined],
  ['log.112126', '2026-11-21'],
  ['112126.log', '2026-11-21'],
  ['root.112126_00001.log', '2026-11-21'],
  ['admin@example.com.112126_00012.log', '2026-11-21'],
  ['ALL_ADMINS.022909_00001.log', undefined],
  ['log.261121', undefined],
  ['log.133126', undefined],
  ['51216-116-2201360136-261121-0000000000.log', '2026-11-21'],
  ['rsync-2026-11-21.log', '2026-11-21'],
  ['rsync_2026_11_21.log', '2026-11-21'],
  ['backup-20261121-0300.txt', '2026-11-21'],
  ['backup-20261121T030000Z.txt.gz', '2026-11-21'],
  ['log.112126.gz', '2026-11-21'],
  ['2026-11-20..2026-11-21.log', undefined],
  ['2026-11-21-20261121.log', '2026-11-21'],
  ['2026-02-30.log', undefined],
  ['rsync-3.2.7.log', undefined],
  ['run-1790000000.log', undefined],
  ['192.168.20.26', undefined],
  ['case12345678901234567890.log', undefined],
  ['rsyncd.log-20261121', '2026-11-21 put aside'],
  ['messages-20261121.gz', '2026-11-21 put aside'],
  ['', undefined],
]

for (const [name, date] of cases) {
  test(`the date in ${name}: ${date ?? 'none'}`, () => {
    const found = dateInName(name)
    const told = found === undefined ? undefined : new Date(Date.UTC(found.year, found.month - 1, found.day)).toISOString().slice(0, 10)
    assert.equal(told === undefined ? undefined : `${told}${found?.putAside === true ? ' put aside' : ''}`, date)
  })
}
