/** Lines written in the formats of readers that have no sample of their own, or only one. */
export const texts: readonly string[] = [
  `[21.11.2026 05:40:12.123] <140001> prtcl    | ERR |Failed to load module [blksnap].
[21.11.2026 05:40:12.124] <140001> core     | ERR |Snapshot creation operation has failed.
[21.11.2026 05:40:12.124] <140001> core     | >>  |System.map file not found
[21.11.2026 05:40:13] <01> Error    An existing connection was forcibly closed by the remote host
Failed to create volume snapshot
Failed to perform backup
Processing finished with errors at 2026-11-21 03:30:49 GMT`,
  `2026/05/26 02:10:07 ERROR 64 (0x00000040) Copying File E:\\data\\a.bin
The specified network name is no longer available.
2026/05/26 02:10:37 ERROR 112 (0x00000070) Copying File E:\\data\\c.vhd
There is not enough space on the disk.`,
  `4516  06:21:18.090965 connect(3, {sa_family=AF_INET, sin_port=htons(873), sin_addr=inet_addr("192.0.2.7")}, 16) = 0
4516  06:21:20.346160 write(3, "\\351\\376\\0\\7j"..., 65261) = -1 ECONNRESET (Connection reset by peer)
[pid  4516] 06:21:21 write(1, "x", 1) = -1 EPIPE (Broken pipe) <0.000010>
4516  06:21:22.346160 <... recvfrom resumed>, 0x7ff, 1, 0, NULL, NULL) = -1 ETIMEDOUT (Connection timed out)
connect(3, {sa_family=AF_INET6, sin6_port=htons(873), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
4523  06:21:23.347209 +++ killed by SIGSEGV (core dumped) +++`,
  `2026/11/21 02:00:01 INFO  : srv/a.dat: Copied (new)
2026/11/21 02:00:07 ERROR : srv/b.dat: Failed to copy: write tcp 10.0.0.5:40022->192.0.2.9:443: write: connection reset by peer
2026/11/21 02:00:09 ERROR : Attempt 1/3 failed with 1 errors and: write: connection reset by peer
Transferred:       17 / 18, 94%
Attempt 3 failed. timeout: The read operation timed out
Giving up after 5 attempts. timeout: The read operation timed out
upload failed: ./b.dat to s3://vault/b.dat An error occurred (RequestTimeout) when calling the UploadPart operation (reached max retries: 4): idle
Created snapshot with root k1f7 and ID 92ab in 3s
-- Dump completed on 2026-11-21  2:10:12`,
  `Log Name:      System
Source:        Tcpip
Date:          5/26/2026 2:01:12 PM
Event ID:      4231
Level:         Warning
Description:
A request to allocate an ephemeral port number failed
Error,5/26/2026 2:01:40 PM,NetBackup Client Service,1,None,"cannot connect on socket (25)"
Error,5/26/2026 2:01:40 PM,Agent,9,None,"send failed, socket error 10054"`,
  `Nov 21 02:00:05 gw kernel: [ 1234.567890] DROP INVALID: IN=eth0 OUT=eth1 SRC=192.0.2.9 DST=10.0.0.5 LEN=1500 TOS=0x00 TTL=63 ID=4711 DF PROTO=TCP SPT=873 DPT=40022 WINDOW=501 RES=0x00 ACK URGP=0
Nov 21 02:00:06 gw kernel: [ 1235.567890] BLOCK IN=eth0 OUT=eth1 SRC=192.0.2.9 DST=10.0.0.5 LEN=60 TOS=0x00 TTL=63 ID=4712 DF PROTO=TCP SPT=873 DPT=40023 WINDOW=501 RES=0x00 RST URGP=0`,
  `Remote: Connection to host vault closed by remote host.
Connection closed by remote host. Is borg working on the server?
Creating archive at "ssh://vault/./repo::web-2026-11-21"
terminating with error status, rc 2
Duration: 2 minutes 3.11 seconds`,
  `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    RX:  bytes packets errors dropped  missed   mcast
     123456789  120000     17       3       0       0
    TX:  bytes packets errors dropped carrier collsns
     223456789  220000      0       0       9       0`,
  `INFO: starting new backup job: vzdump 101 --storage pbs --mode snapshot
INFO: Starting Backup of VM 101 (qemu)
ERROR: backup write data failed: command error: protocol canceled
ERROR: Backup of VM 101 failed - backup write data failed: command error: protocol canceled
INFO: Failed at 2026-11-21 02:10:12
TASK ERROR: job errors`,
  `cannot receive incremental stream: checksum mismatch or incomplete stream.
warning: cannot send 'tank/srv@nightly': Broken pipe
Connection to vault closed by remote host.
full send of tank/srv@nightly estimated size is 12.3G
TIME        SENT   SNAPSHOT tank/srv@nightly
02:00:05   1.03G   tank/srv@nightly`,
  `2026-11-21 02:00:00 full backup started for directory srv
Got fatal error during xfer (aborted by signal=PIPE)
Backup aborted (aborted by signal=PIPE)
Xfer PIDs are now 4711,4712
11/21/2026 02:00:01 ANS1005E TCP/IP read error on socket = 3, errno = 104, reason : 'Connection reset by peer'.
11/21/2026 02:00:02 ANS1809W A session with the server has been disconnected.`,
]
