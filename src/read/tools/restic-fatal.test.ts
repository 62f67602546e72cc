import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { restic } from './restic.ts'

const table: KindTable = [
  ['Fatal: unable to open config file: stat /backup/restic/config: no such file or directory', '*media.failed'],
  ['Fatal: unable to open config file: Head "https://store1:8000/config": http: server gave HTTP response to HTTPS client', '*tls.failed'],
  ['Fatal: all source directories/files do not exist', '*source.failed'],
  ['Fatal: load <index/abc>: invalid data returned', '*media.failed'],
  ['Fatal: repository contains errors', '*media.failed'],
  ['Fatal: index is not complete', '*media.failed'],
  ['Fatal: unsupported repository version 2', '*versions.mismatched'],
  ['client.BucketExists: The request signature we calculated does not match the signature you provided.', '*access.refused'],
  ['Fatal: no credentials found. $AWS_SECRET_ACCESS_KEY is set but $AWS_ACCESS_KEY_ID is empty', '*access.refused'],
  ['Fatal: unable to start the sftp session, error: exec: "ssh": executable file not found in $PATH', '*program.missing'],
  ['signal interrupt received, cleaning up', '*run.stopped'],
  [
    '{"message_type":"exit_error","code":11,"message":"Fatal: unable to create lock in backend: repository is already locked by PID 4711 on web1 by root"}',
    '*media.failed',
  ],
  ['Fatal: unable to open config file: Stat: 401', '*access.refused'],
  ['create backend at sftp:b@vault:/srv/r failed: config file already exists', '*media.failed'],
  ['Fatal: create repository at s3:https://s3.example.net/b failed: config file already exists', '*media.failed'],
  ['Fatal: There were 3 errors', '~run.ended'],
  ['Stat(<config/>) operation successful after 2 retries', 'run.retried'],
]

testKinds([restic], table)
