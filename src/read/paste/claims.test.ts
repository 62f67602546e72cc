import assert from 'node:assert/strict'
import test from 'node:test'
import type { Claim } from '../../model/index.ts'
import { claimsIn } from './claims.ts'
import { sentencesOf } from './sentence.ts'

function claimed(text: string): readonly string[] {
  const lines = text.split('\n').map((raw, index) => ({ text: raw, raw, line: index + 1, lastLine: index + 1 }))
  return claimsIn(sentencesOf(lines)).map(({ claim, seconds, value }) =>
    [claim, ...(seconds === undefined ? [] : [seconds]), ...(value === undefined ? [] : [value])].join(' '),
  )
}

const says: readonly (readonly [string, string])[] = [
  ['It always dies after 5 minutes.', 'always-same-age 300'],
  ['Every time the job fails exactly 60 minutes into the run.', 'always-same-age 3600'],
  ['The transfer usually breaks at the same time, in this run after 900 seconds.', 'always-same-age 900'],
  ['The session is consistently dropped after about two hours.', 'always-same-age 7200'],
  ['Backups reliably abort at the 1 hour 30 minutes mark.', 'always-same-age 5400'],
  ['The connection is always reset after half an hour of silence.', 'always-same-age 1800'],
  ['It fails after the same amount of time each night.', 'always-same-age'],
  ['If I leave the client idle for some time (15-30 minutes?) then it is lost.', 'always-same-age 900'],
  ['The failures come at random times and abort the dump.', 'random-times'],
  ['The job drops sporadically.', 'random-times'],
  ['The job fails immediately.', 'fails-immediately'],
  ['It disconnects within a second and exits.', 'fails-immediately'],
  ['In the capture I see the window size going down to zero.', 'zero-window-seen'],
  ['Wireshark shows TCP ZeroWindow from the storage.', 'zero-window-seen'],
  ['The receiver advertises a window of 0 for minutes.', 'zero-window-seen'],
  ['Turning off TCP window scaling fixed it.', 'cured-by-window-scaling-off'],
  ['What does help: turning off TCP window scaling on the vault.', 'cured-by-window-scaling-off'],
  ['After disabling window scaling on the server the error went away.', 'cured-by-window-scaling-off'],
  ['With net.ipv4.tcp_window_scaling=0 the backup works.', 'cured-by-window-scaling-off'],
  ['I switched window scaling off. That solved it.', 'cured-by-window-scaling-off'],
  ['Both machines are in the same VLAN.', 'same-subnet'],
  ['They hang off one switch.', 'same-subnet'],
  ['Client and server are directly connected.', 'same-subnet'],
  ['There is no firewall between them.', 'no-firewall-between'],
  ["We don't have any firewall in the path and there isn't a NAT.", 'no-firewall-between'],
  ['A firewall is not involved here.', 'no-firewall-between'],
  ['There is an ASA between the client and the media server.', 'firewall-between'],
  ['The client sits behind a NAT router.', 'firewall-between'],
  ['All traffic goes through our firewall.', 'firewall-between'],
  ['I suspect the firewall.', 'firewall-suspected'],
  ['The cause is a firewall that times out idle connections.', 'firewall-suspected'],
  ['It turned out that the FortiGate was closing the session.', 'firewall-suspected'],
  ['Our firewall drops idle connections after 1 hour.', 'firewall-suspected'],
  ['A firewall was blocking connections to port 1556.', 'port-blocked 1556'],
  ['Port 13724 is blocked on the way.', 'port-blocked 13724'],
  ['If I copy to a local disk, it works fine.', 'works-locally'],
  ['Running the backup locally never fails.', 'works-locally'],
  ['Backups from other clients work without trouble.', 'works-elsewhere'],
  ['From another host it works.', 'works-elsewhere'],
  ['It dies on a directory with 26,000 small files.', 'large-directory 26000'],
  ['The share has 3 million files and the run stalls there.', 'large-directory 3000000'],
  ['Lots of tiny files seem to trigger the problem.', 'large-directory'],
  ['I tried --bwlimit=1000 but it still fails.', 'not-cured-by-bandwidth-limit'],
  ['Limiting the bandwidth made no difference.', 'not-cured-by-bandwidth-limit'],
  ['I lowered tcp_keepalive_time to 60 and the backup completes.', 'cured-by-keepalive'],
  ['Setting ServerAliveInterval helped.', 'cured-by-keepalive'],
  ['We enabled TCP keepalives. No change.', 'not-cured-by-keepalive'],
  ['Keepalive of 60 seconds did not help.', 'not-cured-by-keepalive'],
  ['Both ends log "connection reset by peer".', 'both-ends-reset'],
  ['We get connection reset on both sides.', 'both-ends-reset'],
  ['The socket sat in SYN_SENT state for 21 seconds.', 'syn-unanswered 21'],
  ['The SYN is retransmitted three times without a reply.', 'syn-unanswered'],
  ['tcpdump on the client does not show any packets arriving.', 'syn-never-arrived'],
  ['The SYN never reaches the client.', 'syn-never-arrived'],
  ['The backup server is an old machine and cannot keep up.', 'slow-receiver'],
  ['The NAS is very slow.', 'slow-receiver'],
  ['After restarting the firewall it worked again.', 'works-after-restart'],
  ['It looks like a bug in the TCP stack.', 'stack-suspected'],
  ['Lowering the MTU to 1400 fixed it.', 'cured-by-smaller-mtu'],
  ['It turned out to be an MTU issue: setting it from the default 1500 to 1492 fixed the transfers.', 'cured-by-smaller-mtu'],
  ['With MSS clamping the backup runs fine.', 'cured-by-smaller-mtu'],
  ['Only large files fail.', 'large-transfers-only'],
  ['Small backups work fine.', 'large-transfers-only'],
  ['The control connection stays idle while the data is sent.', 'idle-while-busy-elsewhere'],
]

test('what people state about a failure is claimed', async (t) => {
  for (const [text, expected] of says) {
    await t.test(text, () => {
      const [claim, ...rest] = expected.split(' ')
      const found = claimed(text).find((one) => one.split(' ')[0] === claim)
      assert.equal(found, [claim, ...rest].join(' '), JSON.stringify(claimed(text)))
    })
  }
})

const saysNot: readonly (readonly [string, Claim])[] = [
  ['Is there a firewall between the two?', 'firewall-between'],
  ['If there is a firewall between the hosts, it may drop idle connections.', 'firewall-between'],
  ['If a firewall is not present, the host answers at once.', 'no-firewall-between'],
  ['There are no firewall rules for that port.', 'no-firewall-between'],
  ['It is not the firewall, we checked.', 'firewall-suspected'],
  ['There is no firewall that could drop it.', 'firewall-suspected'],
  ["I don't think the firewall is the cause.", 'firewall-suspected'],
  ['We have ruled out the firewall as the cause.', 'firewall-suspected'],
  ['They are not on the same subnet.', 'same-subnet'],
  ['The client sat idle for most of the day and nothing failed.', 'always-same-age'],
  ['The hosts are in different subnets, it is not the same switch.', 'same-subnet'],
  ['My server and client are on different VLANs, so it is not the same issue.', 'same-subnet'],
  ['Turning off window scaling did not help.', 'cured-by-window-scaling-off'],
  ['Turning off window scaling is probably not a good solution.', 'cured-by-window-scaling-off'],
  ['You could try disabling window scaling.', 'cured-by-window-scaling-off'],
  ['Even with window scaling disabled we get 7 MB/s.', 'cured-by-window-scaling-off'],
  ['I set the keepalive to 90 seconds but it still drops.', 'cured-by-keepalive'],
  ['Lowering the keepalive time may fix this.', 'cured-by-keepalive'],
  ['Limiting the bandwidth fixed it.', 'not-cured-by-bandwidth-limit'],
  ['It also fails when I copy to a local disk.', 'works-locally'],
  ['From another host it fails too.', 'works-elsewhere'],
  ['The window never drops to zero.', 'zero-window-seen'],
  ['There is no zero window in the capture.', 'zero-window-seen'],
  ['The window size is 64240 bytes.', 'zero-window-seen'],
  ['The failures are not random, they stop the job at noon.', 'random-times'],
  ['The server returns a RST immediately upon receipt.', 'fails-immediately'],
  ['It does not fail immediately.', 'fails-immediately'],
  ['This will send a keepalive packet every 90 seconds.', 'always-same-age'],
  ['The default is usually 7200 seconds.', 'always-same-age'],
  ['The backup runs every night at 2 hours past midnight.', 'always-same-age'],
  ['The firewall drops idle connections after an hour.', 'port-blocked'],
  ['The server is not slow.', 'slow-receiver'],
  ['I wrote 200 files.', 'large-directory'],
]

test('what people deny, ask or suppose is not claimed', async (t) => {
  for (const [text, claim] of saysNot) {
    await t.test(`${claim}: ${text}`, () => assert.ok(!claimed(text).some((one) => one.split(' ')[0] === claim), JSON.stringify(claimed(text))))
  }
})

test('of two remedies in one sentence each keeps its own outcome', () => {
  assert.deepEqual(claimed('Limiting the bandwidth did not help, but turning off window scaling fixed it.').toSorted(), [
    'cured-by-window-scaling-off',
    'not-cured-by-bandwidth-limit',
  ])
})
