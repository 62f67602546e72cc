import { host } from './reader.ts'
import { testTold } from '../../../test/support/line-tables.ts'

const ping = (bytes: number, received: number) =>
  `PING 192.0.2.9 (192.0.2.9) ${bytes - 28}(${bytes}) bytes of data.\n3 packets transmitted, ${received} received, 0% packet loss`
const counted = (received: number) => `setting.seen name=ping value=answered ${received} of 3`
const lost = 'setting.seen name=large packets lost value=1400'

testTold(
  [host],
  [
    [`${ping(1400, 3)}\n${ping(1500, 0)}`, [counted(3), counted(0), lost]],
    [`${ping(1500, 0)}\n${ping(1400, 3)}`, [counted(0), counted(3), lost]],
    // All of one size, or larger than Ethernet carries, or no answer at all.
    [`${ping(1500, 3)}\n${ping(1500, 3)}`, [counted(3), counted(3)]],
    [`${ping(1500, 3)}\n${ping(9000, 0)}`, [counted(3), counted(0)]],
    [`${ping(1400, 0)}\n${ping(1500, 0)}`, [counted(0), counted(0)]],
    // A router says why: nothing vanishes without a word.
    [
      `${ping(1400, 3)}\nPING 192.0.2.9 (192.0.2.9) 1472(1500) bytes of data.\nFrom 192.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n3 packets transmitted, 0 received, +3 errors, 100% packet loss`,
      [counted(3), 'setting.seen name=path mtu value=1400', counted(0)],
    ],
    [
      'Pinging 192.0.2.9 with 1372 bytes of data:\n    Packets: Sent = 3, Received = 3, Lost = 0 (0% loss),\nPinging 192.0.2.9 with 1472 bytes of data:\n    Packets: Sent = 3, Received = 0, Lost = 3 (100% loss),',
      [counted(3), counted(0), lost],
    ],
    [
      'PING 192.0.2.9 (192.0.2.9): 1372 data bytes\n3 packets transmitted, 3 packets received, 0% packet loss\nPING 192.0.2.9 (192.0.2.9): 1472 data bytes\n3 packets transmitted, 0 packets received, 100% packet loss',
      [counted(3), counted(0), lost],
    ],
    // Another host's pings say nothing of this one's path.
    [`${ping(1400, 3)}\n${ping(1500, 0).replaceAll('192.0.2.9', '198.51.100.4')}`, [counted(3), counted(0)]],
    // mtr: a router on the way that answers seldom, and a loss that goes on to the end.
    [
      'HOST: nas                         Loss%   Snt   Last   Avg  Best  Wrst StDev\n  1.|-- 192.0.2.1                90.0%   100    0.9   1.0   0.6   3.1   0.4\n  2.|-- 192.0.2.9                 0.0%   100    0.9   1.0   0.6   3.1   0.4',
      ['setting.seen name=ping value=answered 100 of 100'],
    ],
    [
      '  1.|-- 192.0.2.1                 0.0%   100    0.9   1.0   0.6   3.1   0.4\n  2.|-- 192.0.2.9                32.0%   100    0.9   1.0   0.6   3.1   0.4',
      ['setting.seen name=ping value=answered 68 of 100'],
    ],
    [
      '  1.|-- 192.0.2.1                 0.0%   100    0.9   1.0   0.6   3.1   0.4\n  2.|-- ???                      100.0   100    0.0   0.0   0.0   0.0   0.0',
      [],
    ],
    // nmap: a port of a backup that is silent, one that refuses, and one that is open, which is enough.
    [
      'Nmap scan report for app7 (192.0.2.9)\nPORT      STATE    SERVICE\n1556/tcp  filtered veritas_pbx',
      ['connect.failed errno=ETIMEDOUT port=1556 peer=app7 specific'],
    ],
    [
      'PORT      STATE    SERVICE\n1556/tcp  closed veritas_pbx',
      ['connect.failed errno=ECONNREFUSED port=1556 specific', 'setting.seen name=ping value=answered 1 of 1'],
    ],
    ['PORT      STATE    SERVICE\n1556/tcp  open veritas_pbx\n13724/tcp  closed vnetd', []],
    ['PORT      STATE    SERVICE\n80/tcp  filtered http\n443/tcp  closed https', []],
  ],
)
