import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../generic/read-text.ts'
import { host } from './reader.ts'

/** What each line says: the kind of its events, with a star where it is the failure itself and a tilde where it repeats one. */
const table: readonly (readonly [line: string, says: string])[] = [
  ['/usr/local/bin/nightly.sh: line 12: rclone: command not found', '*program.missing'],
  ['zsh:1: command not found: borg', '*program.missing'],
  ['nightly.sh: line 3: tput: command not found', ''],
  ['exec: "rsync": executable file not found in $PATH', '*program.missing'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'borg'", '*program.missing'],
  ["sudo: sorry, user backup is not allowed to execute '/usr/bin/rsync' as root on web1.", '*access.refused'],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Main process exited, code=exited, status=203/EXEC', '*program.missing'],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Main process exited, code=exited, status=1/FAILURE', '~run.ended'],
  ["Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Failed with result 'exit-code'.", '~run.ended'],
  ["Nov 21 05:40:12 web1 systemd[1]: sshd@12-192.0.2.9:22-203.0.113.7:51514.service: Failed with result 'exit-code'.", ''],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Service reached runtime time limit. Stopping.', '~run.stopped'],
  ['Nov 21 05:40:12 web1 kernel: e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:', 'link.lost'],
]

const mark = { specific: '*', echo: '~' } as const

for (const [line, says] of table) {
  test(`host: ${line.slice(0, 90)}`, () => {
    const told = readText([host], line).events.map(({ kind, symptom }) => `${symptom === undefined ? '' : mark[symptom]}${kind}`)
    assert.equal(told.join(' '), says)
  })
}
