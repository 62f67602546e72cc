import assert from 'node:assert/strict'
import test from 'node:test'
import { readSample, told } from './sample-reading.ts'

const partial = 'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]'
const refused = 'rsync error: error starting client-server protocol (code 5) at main.c(1675)'

const worlds: readonly (readonly [world: string, lines: readonly string[], first: string])[] = [
  [
    'no room for an extended attribute is no full disk',
    ['rsync: [receiver] rsync_xal_set: lsetxattr("/backup/a","user.x") failed: No space left on device (28)', partial],
    '** media.failed medium=file attributes detail=No space left on device',
  ],
  [
    'nor is an attribute too large',
    ['rsync: rsync_xal_set: lsetxattr("/backup/a","user.x") failed: Argument list too long (7)', partial],
    '** media.failed medium=file attributes detail=Argument list too long',
  ],
  [
    'an ACL is an attribute too',
    ['rsync: [generator] set_acl: sys_acl_set_file(srv/data, ACL_TYPE_ACCESS): Disk quota exceeded (122)', partial],
    '** media.failed medium=file attributes detail=Disk quota exceeded',
  ],
  ['a call on a folder that names none', ['rsync: [Receiver] getcwd(): Transport endpoint is not connected (107)', partial], '** mount.failed'],
  [
    'a full disk is a full disk',
    ['rsync: [receiver] write failed on "/backup/a": No space left on device (28)', partial],
    '** storage.full path=/backup/a role=receiver',
  ],
  ['the module of a client that pulls is the source', ['@ERROR: chroot failed', `${refused} [Receiver=3.1.3]`], '** source.failed reason=other'],
  ['and of one that pushes the destination', ['@ERROR: chroot failed', `${refused} [sender=3.1.3]`], '** media.failed medium=destination detail=chroot failed'],
  ['without a role nobody knows', ['@ERROR: chroot failed', refused], '** media.failed medium=path of the module detail=chroot failed'],
  ['no more processes', ['rsync: fork: Resource temporarily unavailable (11)'], '** limit.reached limit=processes (fork: Resource temporarily unavailable)'],
  ['no more processes for the daemon', ['@ERROR: fork failed'], '** limit.reached limit=processes the daemon may start (fork failed)'],
  [
    'an option that an older release lacks, with its value',
    ['rsync: --out-format=%i %n: unknown option', 'rsync error: syntax or usage error (code 1) at main.c(1231) [client=2.6.8]'],
    '** versions.mismatched detail=--out-format=%i %n: unknown option',
  ],
  [
    'an option this release lacks',
    ['rsync: --crtimes: unknown option', 'rsync error: syntax or usage error (code 1) at main.c(1606) [client=3.1.3]'],
    '** versions.mismatched detail=--crtimes: unknown option',
  ],
  [
    'an option that no release knows',
    ['rsync: --archve: unknown option', 'rsync error: syntax or usage error (code 1) at main.c(1795) [client=3.2.7]'],
    '** usage.refused detail=--archve: unknown option',
  ],
  ['a short option that no release knows', ['rsync: -Q: unknown option'], '** usage.refused detail=-Q: unknown option'],
  [
    'two options that do not go together',
    ['rsync: --delete does not work without --recursive (-r) or --dirs (-d).'],
    '** usage.refused detail=--delete does not work without --recursive (-r) or --dirs (-d).',
  ],
  ['nothing but the code', ['rsync error: syntax or usage error (code 1) at options.c(2055) [client=3.1.3]'], '** usage.refused detail=syntax or usage error'],
  [
    "nothing but the other end's code",
    ['rsync error: syntax or usage error (code 1) at main.c(1524) [server=3.0.9]'],
    '** versions.mismatched detail=syntax or usage error',
  ],
  [
    'an option the other end lacks',
    ['rsync: on remote machine: -vlogDtpre.iLsfxCIvu: unknown option'],
    '** versions.mismatched detail=on remote machine: -vlogDtpre.iLsfxCIvu: unknown option',
  ],
  [
    'deletions kept back',
    [
      'Deletions stopped due to --max-delete limit (45 skipped)',
      'rsync error: the --max-delete limit stopped deletions (code 25) at main.c(1330) [sender=3.2.3]',
    ],
    '** run.stopped by=--max-delete',
  ],
  [
    'deletions kept back, by the code alone',
    ['rsync error: the --max-delete limit stopped deletions (code 25) at main.c(1330) [sender=3.2.3]'],
    '** run.stopped by=--max-delete',
  ],
  [
    'no more memory',
    ['ERROR: out of memory in flist_expand [sender]', 'rsync error: error allocating core memory buffers (code 22) at util2.c(102) [sender=3.1.3]'],
    '** program.killed by=allocation victim=rsync',
  ],
]

for (const [world, lines, first] of worlds)
  test(world, () =>
    assert.equal(
      told(lines.join('\n')).find((line) => line.startsWith('**')),
      first,
    ),
  )

const oneRun: readonly (readonly [world: string, lines: readonly string[]])[] = [
  [
    'the shell that could not be started and the process that waited for it',
    [
      'rsync: [sender] Failed to exec ssh: No such file or directory (2)',
      'rsync error: error in IPC code (code 14) at pipe.c(85) [sender=3.2.7]',
      'rsync: connection unexpectedly closed (0 bytes received so far) [sender]',
      'rsync error: error in IPC code (code 14) at io.c(231) [sender=3.2.7]',
    ],
  ],
  [
    'a trailer that -vvv prints twice',
    [
      'rsync: [sender] read error: Connection reset by peer (104)',
      'rsync error: error in socket IO (code 10) at io.c(806) [sender=3.1.3]',
      '[sender] _exit_cleanup(code=10, file=io.c, line=806): about to call exit(10)',
      '[sender] _exit_cleanup(code=10, file=io.c, line=806): entered',
      'rsync error: error in socket IO (code 10) at io.c(806) [sender=3.1.3]',
    ],
  ],
]

for (const [world, lines] of oneRun) test(`one run: ${world}`, () => assert.equal(new Set(readSample(lines.join('\n')).events.map(({ run }) => run)).size, 1))
