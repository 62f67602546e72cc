import assert from 'node:assert/strict'
import test from 'node:test'
import { seriesOf } from './series.ts'

const worlds: readonly (readonly [path: string, series: string])[] = [
  ['logs/rsync-2026-11-01.log', 'logs/rsync-#.log'],
  ['logs/rsync-20261101-0230.log', 'logs/rsync-#.log'],
  ['logs/2026-11-01/rsync.log.gz', 'logs/#/rsync.log'],
  ['rsync.log', 'rsync.log'],
  ['rsync.log.3', 'rsync.log'],
  ['rsync.log-20261101.xz', 'rsync.log'],
  ['amanda/log.20261121055943.0', 'amanda/log'],
  ['amanda/log', 'amanda/log'],
  ['client/sendbackup.20261121055943001.debug', 'client/sendbackup.#.debug'],
  ['bpbrm/log.112126', 'bpbrm/log'],
  ['rsync-Mon.log', 'rsync-#.log'],
  ['night-12/client.log', 'night#/client.log'],
  ['web1.log', 'web1.log'],
  ['sunrise.log', 'sunrise.log'],
]

for (const [path, series] of worlds) {
  test(path, () => assert.equal(seriesOf({ path }), series))
}
