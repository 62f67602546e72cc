import { testTold } from '../../../test/support/line-tables.ts'
import { backuppc } from './backuppc.ts'

const begun = 'Running: /usr/bin/smbclient \\\\\\\\pc7\\\\docs -U ana -E -d 1 -c tarmode\\ full -Tc -\nXfer PIDs are now 71,70\n'

testTold(
  [backuppc],
  [
    [
      `${begun}tree connect failed: NT_STATUS_BAD_NETWORK_NAME`,
      ['access.refused reason=permission detail=NT_STATUS_BAD_NETWORK_NAME: no share of that name specific'],
    ],
    ['tree connect failed: NT_STATUS_BAD_NETWORK_NAME', undefined],
    [
      '2026-11-21 05:40:12 Got fatal error during xfer (tree connect failed: NT_STATUS_BAD_NETWORK_NAME)',
      ['access.refused reason=permission detail=NT_STATUS_BAD_NETWORK_NAME: no share of that name specific'],
    ],
    [
      `${begun}timeout connecting to 192.0.2.9:445\ntimeout connecting to 192.0.2.9:139\nConnection to pc7 failed (Error NT_STATUS_ACCESS_DENIED)`,
      [
        'connect.failed errno=ETIMEDOUT peer=192.0.2.9 port=445 specific',
        'connect.failed errno=ETIMEDOUT peer=192.0.2.9 port=139 echo',
        'run.ended outcome=failed text=Connection to pc7 failed (Error NT_STATUS_ACCESS_DENIED) echo',
      ],
    ],
    [
      'full backup started for directory /etc\nXfer PIDs are now 71,70\n[sudo] password for backuppc: ',
      ['run.started', 'access.refused reason=permission detail=sudo asks for a password, and nobody is there specific'],
    ],
    ['[sudo] password for ana: ', undefined],
  ],
)
