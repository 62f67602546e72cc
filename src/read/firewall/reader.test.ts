import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { readText } from '../generic/read-text.ts'
import { firewall } from './reader.ts'

function brief(event: Event): string {
  if (event.kind !== 'session.ended') return event.kind
  const { reason, durationUs, bytes, tuple, device, symptom } = event
  const ends = tuple === undefined ? '-' : `${tuple.from.address}:${tuple.from.port}>${tuple.to.address}:${tuple.to.port}`
  return [reason, durationUs === undefined ? '-' : `${durationUs / 1_000_000}s`, bytes ?? '-', ends, device ?? '-', symptom ?? 'context'].join(' ')
}

const asa = 'Nov 21 05:40:12 fw1 : %ASA-6-302014: Teardown TCP connection 7 for outside:192.0.2.9/10080 to inside:10.0.0.5/41001 duration 0:05:00 bytes 812 '
const columns = (reason: string) =>
  [
    '1',
    '2026/11/21 05:40:12',
    '0009',
    'TRAFFIC',
    'end',
    '2560',
    '2026/11/21 05:40:12',
    '10.0.0.5',
    '10.1.0.9',
    '',
    '',
    'allow',
    '',
    '',
    'rsync',
    'vsys1',
    'trust',
    'untrust',
    'e1',
    'e2',
    'fwd',
    '',
    '123',
    '1',
    '41000',
    '873',
    '0',
    '0',
    '0x19',
    'tcp',
    'allow',
    '2000',
    '1200',
    '800',
    '40',
    '2026/11/21 04:40:12',
    '3600',
    'any',
    '',
    '1',
    '0x0',
    'A',
    'B',
    '',
    '20',
    '20',
    reason,
    '',
  ].join(',')

const lines: readonly (readonly [string, string | undefined])[] = [
  [`${asa}Idle Timeout`, 'idle 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 specific'],
  [`${asa}Conn-timeout`, 'idle 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 specific'],
  [`${asa}TCP FINs`, 'fin 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 context'],
  [`${asa}TCP Reset-O from outside`, 'reset 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 specific'],
  [`${asa}TCP Reset-I`, 'reset 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 specific'],
  [`${asa}Failover primary closed`, 'other 300s 812 10.0.0.5:41001>192.0.2.9:10080 fw1 context'],
  [
    'Nov 21 05:40:14 collector Nov 21 04:40:12 fw1.example.net: %FWSM-6-302014: Teardown TCP connection 77 faddr 192.0.2.9/13724 gaddr 10.0.0.5/41000 laddr 10.0.0.5/41000 duration 1:00:05 bytes 900 (Conn-timeout)',
    'idle 3605s 900 10.0.0.5:41000>192.0.2.9:13724 fw1.example.net specific',
  ],
  [
    'Nov 21 05:40:12 fw1 filterlog[311]: 4,,,1000000103,igb1,match,block,in,4,0x0,,64,11201,0,DF,6,tcp,1500,10.0.0.5,192.0.2.9,41001,873,1448,PA,11:1459,99,501,,nop;nop;TS',
    'no-session - - 10.0.0.5:41001>192.0.2.9:873 fw1 specific',
  ],
  [
    'Nov 21 05:40:12 fw1 filterlog[311]: 4,,,1000000103,igb1,match,block,in,4,0x0,,64,11201,0,DF,6,tcp,40,10.0.0.5,192.0.2.9,41001,873,0,FA,11,99,501,,',
    'no-session - - 10.0.0.5:41001>192.0.2.9:873 fw1 context',
  ],
  [
    'Nov 21 05:40:12 fw1 filterlog[311]: 9,,,1000000103,igb1,match,block,in,6,0x00,0x0,64,TCP,6,40,2001:db8::5,2001:db8::9,41001,873,0,S,11,,64240,,mss',
    'denied - - 2001:db8::5:41001>2001:db8::9:873 fw1 context',
  ],
  [
    'Nov 21 05:40:12 fw1 filterlog[311]: 9,,,1000000103,igb1,match,pass,in,4,0x0,,64,1,0,DF,6,tcp,60,10.0.0.5,192.0.2.9,41001,873,0,S,11,,64240,,mss',
    undefined,
  ],
  ['Nov 21 05:40:12 fw1 filterlog[311]: 9,,,1000000103,igb1,match,block,in,4,0x0,,64,1,0,none,17,udp,60,10.0.0.5,192.0.2.9,41001,53,40', undefined],
  ['Nov 21 05:40:12 fw1 php-fpm[366]: /rc.newwanip: IP Address has changed, killing states on former IP Address 198.51.100.7.', 'host.restarted'],
  [
    'Nov 21 05:40:12 fw1 %ASA-6-106015: Deny TCP (no connection) from 10.0.0.5/41001 to 192.0.2.9/10080 flags PSH ACK  on interface inside',
    'no-session - - 10.0.0.5:41001>192.0.2.9:10080 fw1 specific',
  ],
  [
    'Nov 21 05:40:12 fw1 %ASA-6-106015: Deny TCP (no connection) from 10.0.0.5/41001 to 192.0.2.9/10080 flags FIN ACK  on interface inside',
    'no-session - - 10.0.0.5:41001>192.0.2.9:10080 fw1 context',
  ],
  [
    'date=2026-11-21 time=05:40:12 devname="fg1" type="traffic" srcip=10.0.0.5 srcport=41000 dstip=10.1.0.9 dstport=873 proto=6 action="timeout" duration=3605 sentbyte=1200 rcvdbyte=800',
    'idle 3605s 2000 10.0.0.5:41000>10.1.0.9:873 fg1 specific',
  ],
  ['date=2026-11-21 time=05:40:12 srcip=10.0.0.5 srcport=41000 dstip=10.1.0.9 dstport=53 proto=17 action="timeout" duration=180', undefined],
  [
    'Nov 21 05:40:12 pa1 : src=10.0.0.5 sport=41000 dst=10.1.0.9 dport=873 proto=tcp elapsed=3600 bytes=2000 session_end_reason=aged-out',
    'idle 3600s 2000 10.0.0.5:41000>10.1.0.9:873 - specific',
  ],
  [columns('aged-out'), 'idle 3600s 2000 10.0.0.5:41000>10.1.0.9:873 - specific'],
  [columns('tcp-fin'), 'fin 3600s 2000 10.0.0.5:41000>10.1.0.9:873 - context'],
  [
    'Nov 21 05:40:12 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed idle Timeout: 10.0.0.5/41000->10.1.0.9/873 0x0 None 10.0.0.5/41000->10.1.0.9/873 0x0 N/A 6 allow trust untrust 12345 120(9000) 100(8000) 1801 UNKNOWN UNKNOWN',
    'idle 1801s 17000 10.0.0.5:41000>10.1.0.9:873 srx specific',
  ],
  [
    '<14>1 2026-11-21T05:40:12.100Z srx RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129 reason="idle Timeout" source-address="10.0.0.5" source-port="41000" destination-address="10.1.0.9" destination-port="873" bytes-from-client="9000" bytes-from-server="8000" elapsed-time="1801"]',
    'idle 1801s 17000 10.0.0.5:41000>10.1.0.9:873 srx specific',
  ],
  [
    "Nov 21 05:40:12 cp1 fw: TCP packet out of state: First packet isn't SYN tcp_flags: PUSH-ACK src: 10.0.0.5 dst: 10.1.0.9 s_port: 41000 service: 873",
    'no-session - - 10.0.0.5:41000>10.1.0.9:873 - specific',
  ],
  [
    'Nov 21 05:40:12 fw1 : %FTD-6-302304: Teardown TCP state-bypass connection 88 from dmz:10.0.0.5/41000 to inside:10.1.0.9/9103 duration  1:00:02 bytes 245 Connection timeout',
    'idle 3602s 245 10.0.0.5:41000>10.1.0.9:9103 fw1 specific',
  ],
  ['the firewall says "First packet isn\'t SYN. TCP-Flag: PUSH-ACK"', 'no-session - - - - specific'],
  [
    'Nov 21 05:40:12 gw kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= SRC=10.0.0.5 DST=10.0.0.9 LEN=60 TTL=63 PROTO=TCP SPT=41000 DPT=1556 SYN URGP=0',
    'denied - - 10.0.0.5:41000>10.0.0.9:1556 gw context',
  ],
  [
    'Nov 21 05:40:12 gw INVALID: IN=eth0 OUT=eth1 SRC=10.0.0.5 DST=10.0.0.9 LEN=60 TTL=63 PROTO=TCP SPT=41000 DPT=873 ACK URGP=0',
    'other - - 10.0.0.5:41000>10.0.0.9:873 gw context',
  ],
  ['2026-11-21 05:40:12 DROP TCP 10.0.0.9 10.0.0.5 49211 13724 52 S 1 0 64240 - - - RECEIVE', 'denied - - 10.0.0.9:49211>10.0.0.5:13724 - context'],
  ['2026-11-21 05:40:12 ALLOW TCP 10.0.0.9 10.0.0.5 49211 13724 52 S 1 0 64240 - - - RECEIVE', undefined],
]

test("each vendor's line says how the session ended", async (t) => {
  for (const [line, expected] of lines) {
    await t.test(line, () => {
      const reading = readText([firewall], line)
      assert.equal(reading.claimed.length, 1)
      assert.deepEqual(reading.events.map(brief), expected === undefined ? [] : [expected])
    })
  }
})

test("the device's own time counts, not the collector's", () => {
  const [event] = readText([firewall], readFileSync(new URL('samples/sessions.log', import.meta.url), 'utf8')).events
  assert.equal(event?.when?.clock, 's1 wall fw1.example.net')
  assert.equal(event?.when?.us, Date.UTC(1970, 10, 21, 4, 40, 12) * 1000)
})

test('foreign lines are left alone', () => {
  for (const line of ['rsync: connection unexpectedly closed', 'LOG_IN=1 x', 'the session was out of luck', '-A FORWARD -j DROP']) {
    assert.equal(readText([firewall], line).claimed.length, 0, line)
  }
})

test('a reload and a change of the active unit are beginnings of the firewall', () => {
  for (const [message, detail] of [
    ['%ASA-5-199001: Reload command executed from Telnet (remote 192.0.2.1).', 'reload'],
    ['%ASA-6-199002: Startup completed.  Beginning operation.', 'started'],
    ['%ASA-1-104001: (Secondary) Switching to ACTIVE - HELLO not heard from mate.', 'failover'],
  ] as const) {
    const [event] = readText([firewall], `Nov 21 05:40:12 fw1 : ${message}`).events
    assert.deepEqual([event?.kind, event?.system, event?.kind === 'host.restarted' ? event.detail : ''], ['host.restarted', 'path', detail])
  }
})

test("a SYN without an answer is the failure itself where the port is a backup's, and may be a scan elsewhere", () => {
  const toSsh = asa.replace('192.0.2.9/10080', '192.0.2.9/22')
  const kinds = (text: string) => readText([firewall], text).events.map(({ kind, symptom }) => `${kind} ${symptom ?? 'context'}`)
  assert.deepEqual(kinds(`${asa}SYN Timeout`), ['connect.failed specific', 'session.ended context'])
  assert.deepEqual(kinds(`${toSsh}SYN Timeout`), ['connect.failed context', 'session.ended context'])
})

test('a ban is context: most of those who are banned are no backups', () => {
  for (const line of [
    '2026-11-21 05:40:12,123 fail2ban.actions        [800]: NOTICE  [sshd] Ban 203.0.113.7',
    'Nov 21 05:40:12 store1 sshguard[800]: Blocking "203.0.113.7/32" for 120 secs (3 attacks in 5 secs)',
  ]) {
    const events = readText([firewall], line).events.map(({ kind, symptom }) => `${kind} ${symptom ?? 'context'}`)
    assert.deepEqual(events, ['session.ended context'], line)
  }
  assert.deepEqual(readText([firewall], '2026-11-21 05:50:12,123 fail2ban.actions [800]: NOTICE  [sshd] Unban 203.0.113.7').events, [])
})

test('a mail client broke the line behind the name of an interface', () => {
  const text = '%ASA-6-302014: Teardown TCP connection 9 for outside:192.0.2.1/9102 to inside:\n192.0.2.9/53496 duration 1:00:30 bytes 10 Conn-timeout\n'
  assert.deepEqual(
    readText([firewall], text).events.map((event) => (event.kind === 'session.ended' ? [event.reason, event.tuple?.to.port] : event.kind)),
    [['idle', 9102]],
  )
})

test('a shortened copy of a FortiGate log', () => {
  const kinds = (text: string) => readText([firewall], text).events.map(({ kind, symptom }) => `${kind} ${symptom ?? 'context'}`)
  assert.deepEqual(kinds('date=2026-11-21 src=192.0.2.3 dst=192.0.2.20 service=HTTPS action=timeout'), ['session.ended specific'])
  assert.deepEqual(kinds('date=2026-11-21 src=192.0.2.3 dst=192.0.2.20 service=HTTPS action=close'), ['session.ended context'])
  assert.deepEqual(kinds('the action=timeout of src=192.0.2.3 was seen'), [])
})

test('gateways in pairs say that the duty moved', () => {
  const kinds = (text: string) => readText([firewall], text).events.map(({ kind }) => kind)
  for (const line of [
    'Nov 21 03:32:20 gw1 Keepalived_vrrp[811]: (VI_1) Entering BACKUP STATE',
    'Nov 21 03:32:20 gw1 Keepalived_vrrp[811]: VRRP_Instance(VI_1) Transition to MASTER STATE',
    'Nov 21 03:32:20 fw kernel: carp: 1@em0: BACKUP -> MASTER (master timed out)',
    'Nov 21 03:32:20 pa HA Group 1: Moved from state Active to state Passive',
  ])
    assert.deepEqual(kinds(line), ['host.restarted'], line)
  for (const line of ['Nov 21 03:32:20 fw kernel: carp: 1@em0: INIT -> BACKUP', 'the STATE of the union']) assert.deepEqual(kinds(line), [], line)
})
