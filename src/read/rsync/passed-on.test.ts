import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { rsync } from './rsync.ts'

/** What programs around rsync say of its end, where none of its own lines is there. */
const table: KindTable = [
  ['Fri Nov 20 21:10:45 2026 Error: Failure (list): 12', '*program.exited'],
  ['21:10:45 Error: Failure on startup of "/srv/www/": 30', '*timer.expired ~program.exited'],
  ['Fri Nov 20 21:10:45 2026 Error: Unknown exitcode on startup of "/srv/www/: "127', '*program.missing ~program.exited'],
  ['Nov 20 21:10:45 web1 lsyncd: Error, Unknown exitcode on list = 13', '*program.exited'],
  ['Fri Nov 20 21:10:45 2026 Normal: Retrying (list): 255', '*program.exited'],
  ['Fri Nov 20 21:10:45 2026 Normal: Finished a list = 12', '*program.exited'],
  ['Fri Nov 20 21:10:45 2026: Forked binary process returned non-zero return code: 10', '*program.exited'],
  ['Fri Nov 20 21:10:45 2026 Normal: Startup of "/srv/www/" finished: 0', ''],
  ['Fri Nov 20 21:10:45 2026 Normal: Finished (list): 0', ''],
  ['ERROR: /usr/bin/rsync returned 12 while processing root@web1:/', '*program.exited'],
  // rsnapshot 1.4.0 divides the code by 256.
  ['ERROR: /usr/bin/rsync returned 0.99609375 while processing root@web1:/', '*program.exited'],
  // The line that names it stands before.
  ['ssh: connect to host web1 port 22: No route to host\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]', '*connection.closed'],
  ['rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nFri Nov 20 21:10:45 2026 Normal: Finished a list = 12', '*connection.closed'],
  // Nothing but the number of a protocol that this release does not speak.
  ['rsync error: protocol incompatibility (code 2) at compat.c(174) [sender=3.0.9]', 'run.ended *versions.mismatched ~program.exited'],
  // Several lines as one, their ends written as letters.
  [
    'backup: rsync error: timeout in data send/receive (code 30) at io.c(195) [sender=3.1.3]\\nrm -f /run/backup.pid\\n',
    'run.ended *timer.expired ~program.exited',
  ],
]

testKinds([rsync], table)
