/** One exit code of rsync: `text` is what the trailer prints, `end` whose trouble it tells, `reading` what it says in plain words. */
export interface ExitCode {
  readonly code: number
  readonly name: string
  readonly text: string
  readonly end: 'this process' | 'its sibling' | 'the other end' | 'the path' | 'the remote shell' | 'the daemon'
  readonly reading: string
}

/** rsync's errcode.h with the texts of log.c, release 3.5.0; 255 is the remote shell's own and passed through. */
export const exitCodes: readonly ExitCode[] = [
  { code: 0, name: 'OK', text: '', end: 'this process', reading: 'Everything was transferred.' },
  {
    code: 1,
    name: 'SYNTAX',
    text: 'syntax or usage error',
    end: 'this process',
    reading: 'The options or paths were refused before anything was transferred.',
  },
  {
    code: 2,
    name: 'PROTOCOL',
    text: 'protocol incompatibility',
    end: 'the other end',
    reading: 'What the other end sent is not a protocol this release speaks.',
  },
  {
    code: 3,
    name: 'FILESELECT',
    text: 'errors selecting input/output files, dirs',
    end: 'this process',
    reading: 'The source or destination folder could not be entered.',
  },
  { code: 4, name: 'UNSUPPORTED', text: 'requested action not supported', end: 'this process', reading: 'One of the two releases lacks what was asked for.' },
  {
    code: 5,
    name: 'STARTCLIENT',
    text: 'error starting client-server protocol',
    end: 'the daemon',
    reading: 'The daemon refused or hung up before the transfer began.',
  },
  { code: 6, name: 'LOG_FAILURE', text: 'daemon unable to append to log-file', end: 'the daemon', reading: 'The daemon could not write its log.' },
  {
    code: 10,
    name: 'SOCKETIO',
    text: 'error in socket IO',
    end: 'the path',
    reading: 'The connection could not be made, or it failed with an error of its own (releases from 3.1.0).',
  },
  { code: 11, name: 'FILEIO', text: 'error in file IO', end: 'this process', reading: "A file on this process' own disk could not be written or read." },
  {
    code: 12,
    name: 'STREAMIO',
    text: 'error in rsync protocol data stream',
    end: 'the other end',
    reading: 'The stream ended or broke in the middle: the other end or the path stopped first.',
  },
  { code: 13, name: 'MESSAGEIO', text: 'errors with program diagnostics', end: 'this process', reading: 'A message could not be passed on.' },
  { code: 14, name: 'IPC', text: 'error in IPC code', end: 'this process', reading: 'A local program, most often the remote shell, could not be started.' },
  { code: 15, name: 'CRASHED', text: 'sibling process crashed', end: 'its sibling', reading: 'Another rsync process on the same host crashed.' },
  {
    code: 16,
    name: 'TERMINATED',
    text: 'sibling process terminated abnormally',
    end: 'its sibling',
    reading: 'Another rsync process on the same host was killed.',
  },
  { code: 19, name: 'SIGNAL1', text: 'received SIGUSR1', end: 'its sibling', reading: 'Another rsync process on the same host asked this one to stop.' },
  { code: 20, name: 'SIGNAL', text: 'received SIGINT, SIGTERM, or SIGHUP', end: 'this process', reading: 'Somebody or something stopped the run.' },
  { code: 21, name: 'WAITCHILD', text: 'waitpid() failed', end: 'this process', reading: 'A child process could not be waited for.' },
  { code: 22, name: 'MALLOC', text: 'error allocating core memory buffers', end: 'this process', reading: 'This process ran out of memory.' },
  {
    code: 23,
    name: 'PARTIAL',
    text: 'some files/attrs were not transferred (see previous errors)',
    end: 'this process',
    reading: 'The run went to its end, but some files are not in the copy.',
  },
  {
    code: 24,
    name: 'VANISHED',
    text: 'some files vanished before they could be transferred',
    end: 'this process',
    reading: 'The run went to its end; files deleted meanwhile are not in the copy.',
  },
  {
    code: 25,
    name: 'DEL_LIMIT',
    text: 'the --max-delete limit stopped deletions',
    end: 'this process',
    reading: 'The run went to its end, but not everything was deleted.',
  },
  {
    code: 30,
    name: 'TIMEOUT',
    text: 'timeout in data send/receive',
    end: 'this process',
    reading: 'No byte moved for as long as --timeout allows, and this process gave up.',
  },
  { code: 35, name: 'CONTIMEOUT', text: 'timeout waiting for daemon connection', end: 'the path', reading: 'The daemon did not answer within --contimeout.' },
  { code: 124, name: 'CMD_FAILED', text: 'remote shell failed', end: 'the remote shell', reading: 'The remote shell failed.' },
  { code: 125, name: 'CMD_KILLED', text: 'remote shell killed', end: 'the remote shell', reading: 'The remote shell was killed.' },
  { code: 126, name: 'CMD_RUN', text: 'remote command could not be run', end: 'the other end', reading: 'The remote rsync exists but could not be run.' },
  { code: 127, name: 'CMD_NOTFOUND', text: 'remote command not found', end: 'the other end', reading: 'The remote host has no rsync where it was looked for.' },
  { code: 255, name: '', text: 'unexplained error', end: 'the remote shell', reading: 'The remote shell (ssh) itself failed: its connection or its login.' },
]

const byCode: ReadonlyMap<number, ExitCode> = new Map(exitCodes.map((entry) => [entry.code, entry]))

/** What an exit code of rsync means; undefined for a number rsync does not use. */
export function exitCode(code: number): ExitCode | undefined {
  return byCode.get(code)
}
