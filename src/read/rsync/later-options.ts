/** Long options that came with a release from 2.6.9 on (rsync's NEWS): a program that does not know one of these is older, where any other name is mistyped. */
const laterOptions: ReadonlySet<string> = new Set([
  // 2.6.9 to 3.1
  ...[
    'acls',
    'xattrs',
    'fake-super',
    'iconv',
    'protect-args',
    'delete-delay',
    'append-verify',
    'contimeout',
    'gid',
    'log-file',
    'log-file-format',
    'out-format',
    'skip-compress',
    'remote-option',
    'outbuf',
  ],
  ...[
    'info',
    'debug',
    'msgs2stderr',
    'usermap',
    'groupmap',
    'chown',
    'preallocate',
    'ignore-missing-args',
    'delete-missing-args',
    'munge-links',
    'new-compress',
    'old-compress',
  ],
  // 3.2 and later
  ...[
    'atimes',
    'crtimes',
    'open-noatime',
    'compress-choice',
    'zc',
    'checksum-choice',
    'cc',
    'mkpath',
    'max-alloc',
    'stop-after',
    'stop-at',
    'write-devices',
    'copy-devices',
  ],
  ...['stderr', 'early-input', 'old-args', 'secluded-args', 'trust-sender', 'fsync', 'compress-threads'],
])

/** Whether some release knows this option, as `--crtimes` or `--no-acls=x` has it. */
export function isLaterOption(option: string): boolean {
  const name = /^--(?:no-)?([\w-]{1,40})/.exec(option)?.[1]
  return name !== undefined && laterOptions.has(name)
}
