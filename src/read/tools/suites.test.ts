import { testTold } from '../../../test/support/line-tables.ts'
import { suites } from './suites.ts'

const head = '[Major] From: VBDA@web.example "/srv"  Time: 21.11.2026 05:40:12'

testTold(
  [suites],
  [
    // Data Protector
    [
      `${head}\n\treached its inactivity timeout of 7200 seconds.`,
      ['timer.expired timer=The inactivity timeout of the agent setting=The inactivity timeout of the agent limitUs=7200000000 specific'],
    ],
    [
      'Cannot connect to Media Agent on system bk.example, port 36253 (IPC Cannot Connect\n\tSystem error: [10060] Connection timed out\n',
      ['connect.failed errno=ETIMEDOUT specific'],
    ],
    ['System error: [10060] Connection timed out', undefined],
    ['IPC Invalid Hostname or IP Address (bk.example)', ['access.refused reason=name detail=IPC Invalid Hostname or IP Address (bk.example) specific']],
    ['Unexpected close reading NET message => aborting.', ['connection.closed echo']],
    ['Completed Disk Agents ........            1\nFailed Disk Agents ...........            0', ['run.ended outcome=completed text=Completed Disk Agents: 1']],
    ['Failed Disk Agents ...........            2', ['run.ended outcome=failed text=Failed Disk Agents: 2 echo']],
    // NetWorker
    ['* web:/srv aborted due to inactivity', ['timer.expired timer=The inactivity timeout of the group setting=The inactivity timeout of the group specific']],
    ['nsrexec: Cannot contact host "db9": RPC error: Program not registered', ['connect.failed errno=ECONNREFUSED specific']],
    ["save: Lost connection to storage node 'sn3'", ['connection.closed specific']],
    [
      'NetWorker savegroup: (notice) Default completed, Total 3 client(s), 3 Succeeded.',
      ['run.ended outcome=completed text=savegroup: (notice) Default completed, Total 3 client(s), 3 Succeeded.'],
    ],
    [
      'NetWorker savegroup: (alert) DB completed, Total 4 client(s), 1 Failed, 3 Succeeded.',
      ['run.ended outcome=failed text=savegroup: (alert) DB completed, Total 4 client(s), 1 Failed, 3 Succeeded. echo'],
    ],
    [
      '* web:/srv nsrexecd: RPC error: Authentication error; why = Client credential too weak',
      ['access.refused reason=authentication detail=RPC error: Authentication error; why = Client credential too weak specific'],
    ],
    // Arcserve
    [
      'E8522 2026/11/21 02:41:07 51 Failed to receive data from the client agent. (NODE=192.0.2.31, EC=Connection was reset, 10054)',
      ['connection.failed errno=ECONNRESET operation=read channel=network specific'],
    ],
    ['E8602 2026/11/21 02:41:07 51 Failed to connect to the client agent. (AGENT=web, EC=10060)', ['connect.failed errno=ETIMEDOUT specific']],
    [
      'E3392 2026/11/21 02:41:10 51 Backup Operation Incomplete.',
      ['run.ended outcome=failed text=E3392 2026/11/21 02:41:10 51 Backup Operation Incomplete echo'],
    ],
    // Backup Exec
    ['Final error: 0xe000fe30 - A communications failure has occurred.', ['connection.closed specific']],
    [
      'Final error: 0xe00084af - The directory or file was not found.',
      ['run.ended outcome=failed text=Final error: 0xe00084af - The directory or file was not found. echo'],
    ],
    ['Completed status: Successful', ['run.ended outcome=completed text=Completed status: Successful']],
    ['Completed status: Canceled, timed out', ['run.stopped by=a time limit specific']],
    // Commvault
    ['Error Code: [19:857]', ['run.ended outcome=failed text=Error Code: [19:857] echo']],
    // Others
    ['Error Code: 19', undefined],
    ['[Major] news From: the office', undefined],
    ['the drive was set to EC=5 (see above)', undefined],
  ],
)
