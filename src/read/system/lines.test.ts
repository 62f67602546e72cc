import assert from 'node:assert/strict'
import test from 'node:test'
import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { readText, told } from '../generic/read-text.ts'
import { systemReaders } from './index.ts'

const logged = (words: string, rest: string): string =>
  `Nov 21 05:40:12 gw kernel: [1.5] ${words}IN=eth0 OUT=eth1 MAC=00 SRC=192.0.2.5 DST=192.0.2.9 LEN=1500 TTL=63 ID=7 DF PROTO=TCP SPT=40000 DPT=873 WINDOW=502 RES=0x00 ${rest}URGP=0`
const ends = 'tuple={"from":{"address":"192.0.2.5","port":40000},"to":{"address":"192.0.2.9","port":873}}'

const lines: ToldTable = [
  [logged('DROP INVALID: ', 'ACK '), [`packet.refused rule=DROP INVALID: ${ends} alive=true lengthBytes=1500`]],
  [logged('INVALID ', 'ACK RST '), [`packet.refused rule=INVALID ${ends} alive=false lengthBytes=1500`]],
  [logged('blocked ', 'SYN '), undefined],
  ['\t\ttcp dport 1556 counter packets 39 bytes 2340 drop', undefined],
  ['[39:2340] -A FORWARD -p tcp -m tcp --dport 1556 -j DROP', ['rule.seen action=drop port=1556 packets=39']],
  ['-A FORWARD -p tcp -m tcp --dport 1556 -j REJECT --reject-with tcp-reset', ['rule.seen action=reset port=1556']],
  ['-A INPUT -m state --state INVALID -j DROP', ['rule.seen action=drop invalid=true']],
  ['-A INPUT -i lo -j ACCEPT', []],
  ['   39  2340 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:1556', ['rule.seen action=drop port=1556 packets=39']],
  ['-A person wrote this', undefined],
  [' Segments Retransmitted              =381', ['counter.seen name=TcpRetransSegs value=381 set=sample']],
  ['TcpRetransSegs                  381                0.0', ['counter.seen name=TcpRetransSegs value=381 set=sample']],
  ['IpInReceives                    843                0.0', []],
  [
    '2: eth0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc fq state DOWN mode DEFAULT group default qlen 1000',
    ['setting.seen name=carrier of eth0 value=none'],
  ],
  ['default via 192.0.2.1 dev eth0', []],
  ['2026-11-21 05:40:12 something happened', undefined],
  ['The table was full, src=nothing', undefined],
]

testTold(systemReaders, lines)

test('rules of nftables count within their table', () => {
  const table = [
    'table inet fw {',
    '\tchain f {',
    '\t\ttype filter hook forward priority filter; policy drop;',
    '\t\ttcp dport 1556 counter packets 39 bytes 2340 drop',
    '\t\tct state invalid counter packets 2 bytes 104 reject with tcp reset',
    '\t\tip saddr 192.0.2.5 tcp dport 873 quota over 4 mbytes used 4 mbytes reject with tcp reset',
    '\t\tct state established accept',
    '\t}',
    '}',
  ]
  const reading = readText(systemReaders, table.join('\n'))
  assert.equal(reading.unread.count, 0)
  assert.deepEqual(told(reading.events), [
    'rule.seen action=drop port=1556 packets=39',
    'rule.seen action=reset packets=2 invalid=true',
    'rule.seen action=reset port=873 exhausted=true',
  ])
})

test('a table of counters with resets is shown as a failure that nothing else tells of', () => {
  const table = [' TCP Statistics', ' Segments Sent                       =1000', ' Segments Retransmitted              =3']
  assert.deepEqual(told(readText(systemReaders, table.join('\n')).events).at(-1), 'counter.seen name=TcpRetransSegs value=3 set=sample echo')
})

test('a socket whose second line does not follow at once: its quote is its own line', () => {
  const own = 'ESTAB 0 849800 10.0.0.5:50112 10.0.0.9:873 timer:(persist,5.992ms,0)'
  const more = '\t skmem:(r0,rb131072) ts sack wscale:10,10 rto:216 mss:1448 cwnd:188 rwnd_limited:8008ms(99.9%) notsent:849800'
  const told = (text: string): readonly unknown[] => readText(systemReaders, text).events.map(({ quote, at }) => [quote, 'lastLine' in at])
  assert.deepEqual(told(`${own}\n${more}`)[0], [`${own}\n${more}`, true])
  assert.deepEqual(told(`${own}\n\n${more}`)[0], [own, false])
})

test('a socket whose second line is a part of a record: its quote is its own line', () => {
  const own = 'ESTAB 0 849800 10.0.0.5:50112 10.0.0.9:873 timer:(persist,5.992ms,0)'
  const record = String.raw`{"level":"info","stack":"a stack\n\t skmem:(r0,rb131072) ts sack wscale:10,10 rto:216 mss:1448 cwnd:188 notsent:849800"}`
  const quotes = readText(systemReaders, `${own}\n${record}`).events.map(({ quote }) => quote)
  for (const quote of quotes) assert.ok(`${own}\n${record}`.includes(quote), quote)
  assert.ok(quotes.length > 0)
})
