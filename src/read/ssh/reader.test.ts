import assert from 'node:assert/strict'
import test from 'node:test'
import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { readText } from '../generic/read-text.ts'
import { ssh } from './reader.ts'

const lines: ToldTable = [
  ['kex_exchange_identification: Connection closed by remote host', ['connection.closed stream=banner role=client specific']],
  ['ssh_exchange_identification: Connection closed by remote host', ['connection.closed stream=banner role=client specific']],
  [
    'kex_exchange_identification: read: Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=read channel=network role=client stream=banner specific'],
  ],
  ['debug1: kex_exchange_identification: banner line 0: Exceeded MaxStartups', ['limit.reached limit=MaxStartups specific']],
  ['kex_exchange_identification: banner line 0: Not allowed at this time', ['limit.reached limit=PerSourcePenalties specific']],
  ['Connection timed out during banner exchange', ['timer.expired timer=banner exchange setting=ConnectTimeout role=client specific']],
  ['client_loop: send disconnect: Broken pipe', ['connection.failed errno=EPIPE operation=write channel=network role=client specific']],
  ['packet_write_wait: Connection to 192.0.2.7 port 22: Broken pipe', ['connection.failed errno=EPIPE operation=write channel=network role=client specific']],
  ['Write failed: Broken pipe', ['connection.failed errno=EPIPE operation=write channel=network role=client specific']],
  ['Read from remote host bk: Connection reset by peer', ['connection.failed errno=ECONNRESET operation=read channel=network role=client specific']],
  ['Connection to bk.example.net closed by remote host.', ['connection.closed role=client specific']],
  ['Connection to bk.example.net closed.', []],
  ['Timeout, server bk not responding.', ['timer.expired timer=ServerAliveInterval setting=ServerAliveInterval role=client specific']],
  ['Connection reset by 192.0.2.7 port 22', ['connection.failed errno=ECONNRESET operation=read channel=network role=client specific']],
  ['Connection closed by 192.0.2.7 port 22', ['connection.closed role=client specific']],
  ['ssh: connect to host bk port 22: No route to host', ['connect.failed errno=EHOSTUNREACH port=22 peer=bk specific']],
  ['ssh: connect to host bk port 2222: Connection timed out', ['connect.failed errno=ETIMEDOUT port=2222 peer=bk specific']],
  ['ssh: Could not resolve hostname bk: Name or service not known', ['access.refused reason=name detail=bk specific']],
  ['backup@bk: Permission denied (publickey).', ['access.refused reason=authentication detail=publickey specific']],
  [
    'Unable to negotiate with 192.0.2.7 port 22: no matching host key type found. Their offer: ssh-rsa',
    ['versions.mismatched detail=no matching host key type found specific'],
  ],
  [
    'Nov 21 05:40:12 bk sshd[1805]: Disconnecting invalid user admin 198.51.100.9 port 40100: Too many authentication failures [preauth]',
    ['access.refused reason=authentication detail=too many authentication failures'],
  ],
  [
    'Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures',
    ['access.refused reason=authentication detail=too many authentication failures specific'],
  ],
  ['Received disconnect from 192.0.2.7: 2: Packet corrupt', ['stream.corrupted detail=Received disconnect from 192.0.2.7: 2: Packet corrupt specific']],
  ['padding error: need 1312 block 8 mod 0', ['stream.corrupted detail=padding error: need 1312 block 8 specific']],
  ['subsystem request failed on channel 0', ['program.missing detail=subsystem request failed on channel 0 specific']],
  [
    'Nov 21 02:00:01 bk sshd[1]: error: Read from socket failed: Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=read channel=network role=server specific'],
  ],
  ['Corrupted MAC on input.', ['stream.corrupted detail=Corrupted MAC on input specific']],
  [
    'ssh_dispatch_run_fatal: Connection to 192.0.2.7 port 22: message authentication code incorrect',
    ['stream.corrupted detail=message authentication code incorrect specific'],
  ],
  ["Warning: Permanently added 'bk' (ED25519) to the list of known hosts.", []],
  ['Nov 21 02:00:01 bk sshd[1]: error: beginning MaxStartups throttling', ['limit.reached limit=MaxStartups specific']],
  [
    'Nov 21 02:00:01 bk sshd[1]: drop connection #11 from [192.0.2.20]:4 on [192.0.2.7]:22 past MaxStartups',
    ['limit.reached limit=MaxStartups value=11 specific'],
  ],
  [
    'Nov 21 02:00:01 bk sshd[1]: drop connection #0 from [192.0.2.20]:4 on [192.0.2.7]:22 penalty: failed authentication',
    ['limit.reached limit=PerSourcePenalties specific'],
  ],
  [
    'Nov 21 02:00:01 bk sshd[1]: Timeout, client not responding from user b 192.0.2.20 port 4',
    ['timer.expired timer=ClientAliveInterval setting=ClientAliveInterval role=server specific'],
  ],
  ['Nov 21 02:00:01 bk sshd[1]: Connection closed by 203.0.113.9 port 5 [preauth]', ['port.probed peer=203.0.113.9']],
  ['Nov 21 02:00:01 bk sshd[1]: error: kex_exchange_identification: Connection closed by remote host', ['port.probed']],
  [
    'Nov 21 02:00:01 bk sshd[1]: Timeout before authentication for 203.0.113.9 port 5',
    ['timer.expired timer=LoginGraceTime setting=LoginGraceTime role=server'],
  ],
  ['Nov 21 02:00:01 bk sshd[1]: Accepted publickey for b from 192.0.2.20 port 4 ssh2', []],
  ['Nov 21 02:00:01 bk sshd[1]: Server listening on 0.0.0.0 port 22.', []],
  ['rsync: connection unexpectedly closed (0 bytes received so far) [sender]', undefined],
  ['Connection closed by remote host', undefined],
  ['The connection to the server was closed by our firewall.', undefined],
  ['tar: ./x: Permission denied', undefined],
]

testTold([ssh], lines)

test('a scanner with old algorithms is no failure; a host that logs in here is the backup', () => {
  const log = (address: string, what: string) => `Nov 21 05:40:12 nas sshd[991]: ${what.replace('HOST', address)}`
  const offer = 'Unable to negotiate with HOST port 51022: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1 [preauth]'
  const guest = 'Accepted publickey for backup from HOST port 40122 ssh2: ED25519 SHA256:x'
  const symptoms = (...lines: readonly string[]) => readText([ssh], lines.join('\n')).events.map(({ symptom }) => symptom)
  assert.deepEqual(symptoms(log('198.51.100.7', offer)), [undefined])
  assert.deepEqual(symptoms(log('192.0.2.5', guest), log('198.51.100.7', offer)), [undefined])
  assert.deepEqual(symptoms(log('192.0.2.5', offer), log('192.0.2.5', guest)), ['specific'])
})
