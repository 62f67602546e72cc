import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { ssh } from './reader.ts'

const table: KindTable = [
  ['Load key "/root/.ssh/id_backup": bad permissions', '*access.refused'],
  ['Bad owner or permissions on /root/.ssh/config', '*access.refused'],
  ['command-line: line 0: Bad configuration option: ControlPersist', '*versions.mismatched'],
  ['no matching cipher found: client aes128-cbc server aes128-ctr', '*versions.mismatched'],
  ['sign_and_send_pubkey: signing failed for RSA "/root/.ssh/id_rsa" from agent: agent refused operation', '*access.refused'],
  ['This account is currently not available.', '*access.refused'],
  ['Password change required but no TTY available.', '*access.refused'],
  ['This service allows sftp connections only.', '*access.refused'],
  ['Received message too long 1416195429', '*stream.polluted'],
  ['Received message too long 3735928559', '*stream.corrupted'],
  ['Ensure the remote shell produces no output for non-interactive sessions.', '*stream.polluted'],
  ['channel 2: open failed: connect failed: Connection refused', '*connect.failed'],
  ['channel 2: open failed: connect failed: Temporary failure in name resolution', '*access.refused'],
  ['channel 3: open failed: connect failed: open failed', '*limit.reached'],
  ['exec request failed on channel 0', '*run.ended'],
  ['debug1: SSH2_MSG_KEXINIT sent\ndebug1: expecting SSH2_MSG_KEX_ECDH_REPLY', 'setting.seen *run.ended'],
  ['debug1: expecting SSH2_MSG_KEX_ECDH_REPLY\ndebug1: Server host key: ssh-ed25519', ''],
  ['debug1: expecting SSH2_MSG_KEX_ECDH_REPLY\nHost key verification failed.', '*access.refused'],
  ['4102 2026-11-21 05:40:12.001 error: Read error from remote host 192.0.2.7 port 51514: Connection timed out', '*connection.failed'],
  ['[debug] Outbound: Sending ping (GLOBAL_REQUEST: keepalive@openssh.com)', ''],
  ['scp: Connection closed', '~connection.closed'],
  ['scp: write remote "/backup/a.tar": Failure', '*run.ended'],
  ['scp: /backup/a.tar: No such file or directory', '*run.ended'],
  ['ssh: connect to host store1 port 22: Bad file number', '*run.ended'],
  ['Nov 21 05:40:12 store1 sshd[800]: Read error from remote host 192.0.2.7 port 51514: Connection timed out', '*connection.failed'],
  ['Nov 21 05:40:12 store1 sshd[800]: fatal: ssh_packet_send_debug: Broken pipe', '*connection.failed'],
  ['Nov 21 05:40:12 store1 sshd[800]: error: Received disconnect from 192.0.2.7: 2: Timeout, server not responding.', '*timer.expired'],
  ['Nov 21 05:40:12 store1 sshd[800]: error: no more sessions', '*limit.reached'],
  ['Nov 21 05:40:12 store1 sshd[800]: error: fork: Cannot allocate memory', '*limit.reached'],
  [
    'Nov 21 05:40:12 store1 sshd[800]: ssh_dispatch_run_fatal: Connection from user backup 192.0.2.7 port 51514: message authentication code incorrect',
    '*stream.corrupted',
  ],
  ['Nov 21 05:40:12 store1 sshd[810]: Bad packet length 1349676916. [preauth]', 'stream.corrupted'],
  ['Nov 21 05:40:12 store1 sshd[811]: ssh_dispatch_run_fatal: Connection from 203.0.113.7 port 51518: Connection corrupted [preauth]', ''],
]

testKinds([ssh], table)
