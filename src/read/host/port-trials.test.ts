import { testTold } from '../../../test/support/line-tables.ts'
import { host } from './reader.ts'

const table = (rows: readonly string[]) => ['ComputerName           : media1', 'RemoteAddress          : 192.0.2.9', ...rows].join('\n')
const accepted = (port: number, peer = '192.0.2.9') => `port.tried accepted=true peer=${peer} port=${port}`
const ended = "Escape character is '^]'.\nConnection closed by foreign host."

testTold(
  [host],
  [
    // telnet
    [
      '$ telnet 192.0.2.9 873\nTrying 192.0.2.9...\ntelnet: Unable to connect to remote host: Connection refused',
      ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=873 specific'],
    ],
    [
      '[root@db3 ~]# telnet media1 1556\nTrying 192.0.2.9...\ntelnet: connect to address 192.0.2.9: Connection timed out',
      ['connect.failed errno=ETIMEDOUT peer=media1 port=1556 specific'],
    ],
    ["telnet: can't connect to remote host (192.0.2.9): No route to host", ['connect.failed errno=EHOSTUNREACH specific']],
    [`telnet backup1 10080\nTrying 192.0.2.9...\nConnected to backup1.\n${ended}`, [accepted(10080, 'backup1')]],
    [
      '$ telnet backup1 873\nTrying ::1...\ntelnet: connect to address ::1: Connection refused\nTrying 192.0.2.9...\nConnected to backup1.',
      ['connect.failed errno=ECONNREFUSED peer=backup1 port=873', accepted(873, 'backup1')],
    ],
    [
      'Trying 192.0.2.9...\nConnected to 192.0.2.9.\n@RSYNCD: 31.0\n@ERROR: protocol startup error\nConnection closed by foreign host.',
      ['port.tried accepted=true peer=192.0.2.9', accepted(873)],
    ],
    ['@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4', ['port.tried accepted=true port=873']],
    [
      'Connecting To media1...Could not open connection to the host, on port 1556: Connect failed',
      ['port.tried accepted=false peer=media1 port=1556 specific'],
    ],
    // The netcats, and bash.
    ['nc: connect to 192.0.2.9 port 873 (tcp) failed: Connection refused', ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=873 specific']],
    ['nc: connectx to store1 port 13724 (tcp) failed: Operation timed out', ['connect.failed errno=ETIMEDOUT peer=store1 port=13724 specific']],
    ['nc: connect to 192.0.2.9 port 9102 (tcp) timed out: Operation now in progress', ['connect.failed errno=ETIMEDOUT peer=192.0.2.9 port=9102 specific']],
    ['Connection to store1 (192.0.2.9) 873 port [tcp/rsync] succeeded!', [accepted(873, 'store1')]],
    ['Connection to 192.0.2.9 port 873 [tcp/rsync] succeeded!', [accepted(873)]],
    ['store1.example.net [192.0.2.9] 873 (rsync) open', [accepted(873)]],
    ['(UNKNOWN) [192.0.2.9] 1556 (?) : Connection refused', ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=1556 specific']],
    [
      '$ nc -vz -w 5 192.0.2.9 10080\nNcat: Version 7.92 ( https://nmap.org/ncat )\nNcat: TIMEOUT.',
      ['connect.failed errno=ETIMEDOUT peer=192.0.2.9 port=10080 specific'],
    ],
    ['Ncat: Version 7.92 ( https://nmap.org/ncat )\nNcat: Connected to 192.0.2.9:873.\nNcat: 0 bytes sent, 0 bytes received in 0.03 seconds.', [accepted(873)]],
    ['bash: line 1: /dev/tcp/192.0.2.9/8007: Connection refused', ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=8007 specific']],
    // Another port says that the host lives, and is no failure of a backup.
    [
      'Connection to 192.0.2.9 22 port [tcp/ssh] succeeded!\nnc: connect to 192.0.2.9 port 873 (tcp) failed: Connection timed out',
      [accepted(22), 'connect.failed errno=ETIMEDOUT peer=192.0.2.9 port=873 specific'],
    ],
    [
      'nc: connect to 192.0.2.9 port 80 (tcp) failed: Connection refused\nConnection to 192.0.2.9 873 port [tcp/rsync] succeeded!',
      ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=80', accepted(873)],
    ],
    // Tried again later.
    [
      'nc: connect to 192.0.2.9 port 873 (tcp) failed: Connection refused\nConnection to 192.0.2.9 873 port [tcp/rsync] succeeded!',
      ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=873', accepted(873)],
    ],
    // Test-NetConnection
    [
      `WARNING: TCP connect to (192.0.2.9 : 1556) failed\n${table(['RemotePort             : 1556', 'PingSucceeded          : True', 'PingReplyDetails (RTT) : 1 ms', 'TcpTestSucceeded       : False'])}`,
      ['setting.seen name=ping value=answered 1 of 1', 'port.tried accepted=false peer=192.0.2.9 port=1556 specific'],
    ],
    [table(['RemotePort             : 13724', 'TcpTestSucceeded       : True']), [accepted(13724)]],
    [
      table(['RemotePort             : 9103', 'PingSucceeded          : False', 'TcpTestSucceeded       : False']),
      ['port.tried accepted=false peer=192.0.2.9 port=9103 specific'],
    ],
    ['WARNING: TCP connect to 192.0.2.9:1556 failed', ['port.tried accepted=false peer=192.0.2.9 port=1556 specific']],
    // No trial: other programs' words, and words about telnet.
    ['Connected to store1.', undefined],
    ['Connection closed by foreign host.', undefined],
    ['Nov 21 03:00:00 h ftp[7]: Trying 192.0.2.9...', undefined],
    ['We tried telnet to port 873 and it was fine.', undefined],
    ['WARNING: connect to the archive failed', undefined],
  ],
)
