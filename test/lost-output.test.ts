import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { plainEnvironment, root } from './support/command.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const full = '/dev/full'

for (const command of [['explain'], ['explain', '--output', 'jsonl'], ['causes']]) {
  test(`a disk that is full under the output of ${command.join(' ')} is one line and status 2`, {
    skip: existsSync(full) ? false : 'no full device here',
  }, (context) => {
    const log = join(filesIn(temporaryFolder(context), { 'restic.log': 'snapshot 1a2b3c4d saved\n' }), 'restic.log')
    // Opened for writing only and without O_CREAT: the device itself stays as it is.
    const output = openSync(full, constants.O_WRONLY)
    try {
      const paths = command[0] === 'causes' ? [] : [log]
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'src/main.ts'), ...command, ...paths], {
        env: plainEnvironment(),
        stdio: ['ignore', output, 'pipe'],
        encoding: 'utf8',
      })
      assert.match(stderr, /^holdfast: the output could not be written: ENOSPC[^\n]*\n$/)
      assert.equal(status, 2)
    } finally {
      closeSync(output)
    }
  })
}
