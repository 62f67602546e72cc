import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Dating } from '../dating.ts'
import { logLine } from '../lines.ts'
import { settings } from './reader.ts'

const source = { id: 's1', path: 'x', dating: new Dating('s1', {}), note: () => {} }
const read = (raw: string) => settings.open(source).read(logLine({ raw, line: 1 }), true)

const lines: readonly (readonly [line: string, says: string | undefined])[] = [
  ['net.ipv4.tcp_keepalive_time = 7200', 'net.ipv4.tcp_keepalive_time 7200'],
  ['net.ipv4.tcp_keepalive_intvl=3', 'net.ipv4.tcp_keepalive_intvl 3'],
  ['net/ipv4/tcp_retries2 = 15', 'net.ipv4.tcp_retries2 15'],
  ['net.inet.tcp.keepidle: 7200000', 'net.inet.tcp.keepidle 7200000'],
  ['net.netfilter.nf_conntrack_count = 812', 'net.netfilter.nf_conntrack_count 812'],
  ['net.ipv4.ip_local_port_range = 32768\t60999', 'net.ipv4.ip_local_port_range 32768\t60999'],
  ['net.ipv4.ip_local_port_range = 32768 60999', 'net.ipv4.ip_local_port_range 32768 60999'],
  ['net.ipv4.conf.all.rp_filter = 0', ''],
  ['serveraliveinterval 5', 'serveraliveinterval 5'],
  ['  ServerAliveCountMax = 3', 'ServerAliveCountMax 3'],
  ['sysctl -w net.ipv4.tcp_window_scaling=0', undefined],
  ['The keepalive is 7200.', undefined],
]

for (const [line, says] of lines) {
  test(`settings: ${line}`, () => {
    const events = read(line)
    const told =
      events === undefined || events === 'more'
        ? undefined
        : events.map((event) => (event.kind === 'setting.seen' ? `${event.name} ${event.value}` : event.kind))
    assert.equal(told?.join(), says)
  })
}

test('settings: no line makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => void read(`net.${text}`)),
    { numRuns: 500, verbose: true },
  )
})
