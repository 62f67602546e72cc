import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { generic } from './reader.ts'

const table: KindTable = [
  ["curl: (7) Failed to connect to store1 port 443 after 2 ms: Couldn't connect to server", '*run.ended'],
  ['curl: (7) Failed to connect to store1 port 443 after 21 ms: Connection refused', '*connect.failed'],
  ['curl: (60) SSL certificate problem: unable to get local issuer certificate', '*tls.failed'],
  ['curl: (52) Empty reply from server', '*connection.closed'],
  ['curl: (22) The requested URL returned error: 403 Forbidden', '*access.refused'],
  ['curl: (22) The requested URL returned error: 507', '*storage.full'],
  ['System.Net.WebException: The remote server returned an error: (401) Unauthorized.', '*access.refused'],
  ['421 Timeout (600 seconds): closing control connection.', '*timer.expired'],
  ['552 Disk full - please upload later', '*storage.full'],
  ['552 5.2.2 Mailbox full', ''],
  ['530 Login incorrect.', '*access.refused'],
  ['pg_dump: error: connection to server at "db1" (192.0.2.3), port 5432 failed: FATAL:  password authentication failed for user "x"', '*access.refused'],
  ['2026-11-21 05:40:12.123 UTC [1234] FATAL:  password authentication failed for user "x"', 'access.refused'],
  ['mysqldump: Got errno 28 on write', '*storage.full'],
  ['java.net.UnknownHostException: store1.example.net', '*access.refused'],
  [
    'botocore.exceptions.ConnectionClosedError: Connection was closed before we received a valid response from endpoint URL: "https://s3.example.net/b"',
    '*connection.closed',
  ],
  ['The specified network name is no longer available.', '*mount.failed'],
  ['System error 53 has occurred.', '*mount.failed'],
  ['FATAL ERROR: Remote side unexpectedly closed network connection', '*connection.closed'],
  ['rclone: Failed to copy: remote error: tls: bad record MAC', '*stream.corrupted'],
  ['We saw "530 Login incorrect" in the past when our password was wrong, but it has not happened since.', ''],
  ['If curl says that the requested URL returned error: 403, you should look at your token.', ''],
]

testKinds([generic], table)
