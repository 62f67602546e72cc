import assert from 'node:assert/strict'
import test from 'node:test'
import { told } from './sample-reading.ts'

const lines: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  // Refusals
  ['@ERROR: max connections', '@ERROR: max connections (20) reached -- try again later', ['** limit.reached limit=max connections value=20']],
  [
    '@ERROR: access',
    '@ERROR: access denied to backup from web1 (192.0.2.17)',
    ['** access.refused reason=host-list detail=module backup from web1 (192.0.2.17)'],
  ],
  ['@ERROR: password', '@ERROR: auth failed on module backup', ['** access.refused reason=authentication detail=module backup']],
  [
    'password file open to others',
    '2026-11-21 06:21:18 ERROR: password file must not be other-accessible',
    ['** access.refused reason=authentication detail=password file must not be other-accessible'],
  ],
  ['@ERROR: no such module', "@ERROR: Unknown module 'bakcup'", ["** access.refused reason=permission detail=Unknown module 'bakcup'"]],
  ['@ERROR: chdir', '@ERROR: chdir failed', ['** media.failed medium=path of the module detail=chdir failed']],
  ["@ERROR: a text of the administrator's", '@ERROR: closed for maintenance', ['** run.ended outcome=failed text=closed for maintenance']],
  [
    'log: password',
    '2026/11/21 06:21:18 [4523] auth failed on module backup from web1 (192.0.2.17): unauthorized user',
    ['** access.refused reason=authentication detail=module backup, unauthorized user'],
  ],
  [
    'log: no such module',
    "2026/11/21 06:21:18 [4523] unknown module 'x' tried from web1 (192.0.2.17)",
    ["** access.refused reason=permission detail=Unknown module 'x'"],
  ],
  [
    'option refused',
    'rsync: The server is configured to refuse --delete',
    ['** access.refused reason=permission detail=The server is configured to refuse --delete'],
  ],

  // rrsync, which guards a key
  [
    'a key that may only be read',
    '/usr/bin/rrsync error: sending to read-only server is not allowed',
    ['** access.refused reason=permission detail=rrsync: sending to read-only server is not allowed'],
  ],
  [
    'a key for rsync alone',
    '/usr/local/bin/rrsync error: SSH_ORIGINAL_COMMAND does not run rsync',
    ['** access.refused reason=permission detail=rrsync: SSH_ORIGINAL_COMMAND does not run rsync'],
  ],
  [
    'rrsync in Perl',
    'sending to read-only server not allowed at /usr/local/bin/rrsync line 161.',
    ['** access.refused reason=permission detail=rrsync: sending to read-only server not allowed'],
  ],
  [
    'rrsync serves another caller',
    '/usr/bin/rrsync error: Another instance of rrsync is already accessing this directory.',
    ['** limit.reached limit=one rrsync at a time for a folder (its -no-lock lifts that)'],
  ],
  [
    'the folder of the key is gone',
    '/usr/bin/rrsync error: Restricted directory does not exist!',
    ['** media.failed medium=folder that rrsync serves detail=Restricted directory does not exist!'],
  ],

  // Not the protocol, another protocol, a damaged protocol
  ['two releases part differently', 'Invalid packet at end of run (16333) [sender]', ['** versions.mismatched detail=Invalid packet at end of run (16333)']],
  ['shell not clean', 'protocol version mismatch -- is your shell clean?\n(see the rsync man page for an explanation)', ['** stream.polluted']],
  ['first bytes as a number', '(Client) Protocol versions: remote=1668048215, negotiated=31', ['** stream.polluted text=Welc']],
  [
    'first bytes are no text',
    '(Client) Protocol versions: remote=-2147483393, negotiated=31',
    ['** stream.polluted detail=the remote protocol number was -2147483393'],
  ],
  [
    'a real but old protocol',
    '(Server) Protocol versions: remote=19, negotiated=19\nprotocol version mismatch - is your shell clean?',
    ['- setting.seen name=rsync protocol value=remote 19, negotiated 19', '** versions.mismatched detail=the other end speaks protocol 19'],
  ],
  ['another service greets', 'rsync: server sent "SSH-2.0-OpenSSH_9.6" rather than greeting', ['** stream.polluted text=SSH-2.0-OpenSSH_9.6']],
  [
    'option unknown over there',
    'rsync: on remote machine: -vlogDtprze.iLsfxCIvu: unknown option',
    ['** versions.mismatched detail=on remote machine: -vlogDtprze.iLsfxCIvu: unknown option'],
  ],
  ['2.5: tag', 'unexpected tag 93', ['** stream.corrupted detail=unexpected tag 93']],
  ['3.1: tag', 'unexpected tag 93 [sender/inc]', ['** stream.corrupted detail=unexpected tag 93 [sender/inc]']],
  ['overflow', 'multiplexing overflow 101:7104843 [sender]', ['** stream.corrupted detail=multiplexing overflow 101:7104843 [sender]']],
  ['inflate', 'inflate returned -3 (16384 bytes)', ['** stream.corrupted detail=inflate returned -3 (16384 bytes)']],
  [
    'a block that cannot be',
    'Invalid block index 422491811 (count=0) [receiver]',
    ['** stream.corrupted detail=Invalid block index 422491811 (count=0) [receiver]'],
  ],

  // The remote shell
  ['bash', 'bash: rsync: command not found', ['** program.missing program=rsync detail=bash: rsync: command not found']],
  ['dash', 'sh: 1: rsync: not found', ['** program.missing program=rsync detail=sh: 1: rsync: not found']],
  ['zsh', 'zsh:1: command not found: rsync', ['** program.missing program=rsync detail=zsh:1: command not found: rsync']],
  [
    'no ssh',
    'rsync: [Receiver] Failed to exec ssh: No such file or directory (2)',
    ['** program.missing program=ssh detail=rsync: [Receiver] Failed to exec ssh: No such file or directory (2)'],
  ],
  [
    'ssh failed',
    'rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(226) [sender=3.1.3]',
    ['~ connection.closed bytesReceived=0 role=sender', '** program.exited code=255 site=io.c(226) role=sender version=3.1.3'],
  ],
  [
    'ssh failed after data',
    'rsync: connection unexpectedly closed (9120 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(226) [sender=3.1.3]',
    ['** connection.closed bytesReceived=9120 role=sender', '** program.exited code=255 site=io.c(226) role=sender version=3.1.3'],
  ],

  // Files and disks
  ['disk full', 'rsync: write failed on "/b/x": No space left on device (28)', ['** storage.full path=/b/x']],
  ['quota', 'rsync: [receiver] mkstemp "/b/.x.Q1" failed: Disk quota exceeded (122)', ['** storage.full path=/b/.x.Q1 role=receiver quota=true']],
  ['2.6: permission', 'rsync: opendir "/root/x" failed: Permission denied (13)', ['** source.failed reason=permission path=/root/x partial=true']],
  ['source cannot be read', 'rsync: read errors mapping "/data/db": Input/output error (5)', ['** source.failed reason=io-error path=/data/db partial=true']],
  [
    'destination may not be written',
    'rsync: [generator] failed to set times on "/b/x": Operation not permitted (1)',
    ['** media.failed medium=destination detail=failed to set times on "/b/x": Operation not permitted'],
  ],
  [
    'destination folder missing',
    'rsync: mkdir "/b/x/y" failed: No such file or directory (2)\nrsync error: error in file IO (code 11) at main.c(674) [Receiver=3.1.2]',
    [
      '** media.failed medium=destination detail=mkdir "/b/x/y" failed: No such file or directory',
      '~ program.exited code=11 site=main.c(674) role=Receiver version=3.1.2',
    ],
  ],
  [
    'a network file system under the source',
    'rsync: [sender] readlink_stat("/mnt/nas/a") failed: Stale file handle (116)',
    ['** mount.failed path=/mnt/nas/a'],
  ],
  ['a reset from a mounted share', 'rsync: [receiver] write failed on "/mnt/smb/a": Connection reset by peer (104)', ['** mount.failed path=/mnt/smb/a']],
  ['vanished', 'file has vanished: "/data/tmp/x"', ['** source.failed reason=vanished partial=true path=/data/tmp/x']],
  [
    'code 23 alone',
    'rsync error: some files could not be transferred (code 23) at main.c(620)',
    ['** source.failed reason=other partial=true', '~ program.exited code=23 site=main.c(620)'],
  ],
  [
    'code 24 alone',
    'rsync warning: some files vanished before they could be transferred (code 24) at main.c(1207) [sender=3.1.3]',
    ['** source.failed reason=vanished partial=true', '~ program.exited code=24 site=main.c(1207) role=sender version=3.1.3'],
  ],
  [
    'a file could not be read, then the connection broke',
    'rsync: [sender] opendir "/x" failed: Permission denied (13)\nrsync: [sender] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(849) [sender=3.4.1]',
    [
      '- source.failed reason=permission path=/x partial=true',
      '** connection.failed errno=EPIPE operation=write channel=network role=sender',
      '~ program.exited code=10 site=io.c(849) role=sender version=3.4.1',
    ],
  ],

  [
    'the folder that is written to cannot be looked at',
    'rsync: ERROR: cannot stat destination "/mnt/bk": Cannot allocate memory (12)',
    ['** media.failed medium=destination detail=cannot stat destination "/mnt/bk"'],
  ],
  [
    'the folder that is written to lies on a server that is gone',
    'rsync: [Receiver] ERROR: cannot stat destination "/mnt/bk": Host is down (112)',
    ['** mount.failed path=/mnt/bk'],
  ],
  ['the old Korn shell', 'ksh: rsync:  not found', ['** program.missing program=rsync detail=ksh: rsync:  not found']],

  // Ends
  [
    'interrupted at the keyboard',
    '^Crsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(644) [sender=3.1.3]',
    ['** run.stopped signal=SIGINT, SIGTERM or SIGHUP', '~ program.exited code=20 site=rsync.c(644) role=sender version=3.1.3'],
  ],
  [
    'interrupted, but the disk was full',
    '^Crsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(644) [sender=3.1.3]\nrsync: write failed on "/b/x": No space left on device (28)',
    ['~ run.stopped signal=SIGINT, SIGTERM or SIGHUP', '~ program.exited code=20 site=rsync.c(644) role=sender version=3.1.3', '** storage.full path=/b/x'],
  ],
  [
    'a sibling was killed',
    'rsync error: sibling process terminated abnormally (code 16) at main.c(1503) [generator=3.1.2]',
    ['** program.killed by=unknown victim=rsync', '~ program.exited code=16 site=main.c(1503) role=generator version=3.1.2'],
  ],
  ['a trailer alone', 'rsync error: error in rsync protocol data stream (code 12) at io.c(165)', ['** program.exited code=12 site=io.c(165)']],
  [
    'a path in front of the file',
    'rsync error: error in rsync protocol data stream (code 12) at /AppleInternal/BuildRoot/rsync/io.c(453) [sender=2.6.9]',
    ['** program.exited code=12 site=io.c(453) role=sender version=2.6.9'],
  ],
  [
    'a code rsync does not know',
    'rsync error: unexplained error (code 99) at io.c(226) [sender=3.1.1]',
    ['** program.exited code=99 site=io.c(226) role=sender version=3.1.1'],
  ],
  [
    'the remote shell or what it ran was killed',
    'rsync error: unexplained error (code 137) at io.c(226) [sender=3.1.1]',
    ['** program.killed by=signal signal=SIGKILL victim=the remote shell or what it ran', '~ program.exited code=137 site=io.c(226) role=sender version=3.1.1'],
  ],
  [
    'somebody pressed the key that interrupts',
    'rsync error: unexplained error (code 130) at rsync.c(541) [generator=3.0.4]',
    ['** run.stopped signal=SIGINT', '~ program.exited code=130 site=rsync.c(541) role=generator version=3.0.4'],
  ],

  // Fronts
  [
    "a script's stamp and label",
    '2026-11-21 06:21:18 backup.sh: stderr: rsync: [sender] write error: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
  [
    'syslog of a wrapper',
    'Nov 21 06:21:18 web1 nightly[77]: rsync: [sender] write error: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
]

for (const [world, text, expected] of lines) test(world, () => assert.deepEqual(told(text), expected))
