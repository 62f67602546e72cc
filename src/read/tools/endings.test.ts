import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../generic/read-text.ts'
import type { LineReader } from '../reader.ts'
import { bacula } from './bacula.ts'
import { borg } from './borg.ts'
import { proxmox } from './proxmox.ts'
import { restic } from './restic.ts'
import { wrappers } from './wrappers.ts'

const worlds: readonly (readonly [world: string, reader: LineReader, text: string, expected: string])[] = [
  [
    'a job that was cancelled before anything failed',
    bacula,
    '21-Nov 05:40 dir JobId 12: Start Backup JobId 12, Job=web1.2026-11-21_05.40.00_03\n  Termination:            Backup Canceled',
    'run.stopped by=operator specific',
  ],
  [
    'a certificate that has expired',
    bacula,
    '21-Nov 05:40 web1-fd JobId 12: Error: openssl.c:68 Error with certificate at depth: 0, issuer = /CN=ca, subject = /CN=web1, ERR=10:certificate has expired',
    'tls.failed reason=certificate has expired specific',
  ],
  ['a guest that another task holds', proxmox, 'ERROR: Backup of VM 100 failed - VM is locked (snapshot)', 'media.failed medium=guest detail=locked specific'],
  [
    'a service that limits requests',
    restic,
    'Fatal: unable to save snapshot: googleapi: Error 403: User Rate Limit Exceeded, rateLimitExceeded',
    'limit.reached limit=requests the service accepts specific',
  ],
  [
    'a borg that does not know the option',
    borg,
    'Remote: borg: error: unrecognized arguments: --info',
    'versions.mismatched detail=unrecognized arguments: --info specific',
  ],
  [
    'a run of rsnapshot that is not over',
    wrappers,
    'ERROR: Lockfile /var/run/rsnapshot.pid exists and so does its process, can not continue',
    'media.failed medium=run of rsnapshot detail=locked specific',
  ],
]

for (const [world, reader, text, expected] of worlds) {
  test(world, () => assert.deepEqual(told(readText([reader], text).events.filter(({ symptom }) => symptom === 'specific')), [expected]))
}
