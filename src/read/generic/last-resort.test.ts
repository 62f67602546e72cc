import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from './reader.ts'
import { readText, told } from './read-text.ts'

const tried = 'x: Connection timed out, will retry'
const context = 'connection.failed errno=ETIMEDOUT operation=unknown channel=network'

/** What a whole text comes to. */
const worlds: readonly (readonly [world: string, text: string, events: readonly string[]])[] = [
  ['an exception that nobody caught', "OSError: [Errno 39] Directory not empty: '/mnt/far/vault/index.7'", ['run.ended outcome=failed text=OSError: [ echo']],
  [
    'the level of an error',
    '2026-11-21 05:40:12 ERROR   copying the vault came to nothing',
    ['run.ended outcome=failed text=2026-11-21 05:40:12 ERROR   c echo'],
  ],
  ['the work is said to have failed', 'nightly.sh: snapshot of /srv/mail failed', ['run.ended outcome=failed text=snapshot of /srv/mail failed echo']],
  ['an error of a level that counts none', 'ERROR count: 0 errors', []],
  ['a web server that has its own errors', 'Nov 21 05:40:12 h nginx[88]: ERROR upstream went away', []],
  ['a sentence about an error', 'I have no idea what the error in the last backup was, and whether it failed at all.', []],
  [
    'a program that names the error tells more',
    'ERROR: giving up\nERROR: write: Broken pipe',
    ['connection.failed errno=EPIPE operation=write channel=unknown specific'],
  ],
  ['it ended well after all', 'ERROR: cache is cold\nBackup finished successfully', ['run.ended outcome=completed text=Backup finished successfully']],
  [
    'an error in the manner of GNU programs',
    'It dies with\n\nnbdthing: vddk[1]: error: the plug-in wants blocks of 64K',
    ['run.ended outcome=failed text=nbdthing: vddk[1]: error: t echo'],
  ],
  [
    'an error behind the time of a container and its own',
    '2026/11/21 05:40:12,stderr,[cron] 2026-11-21 05:40:12 Error: the channel is shut',
    ['run.ended outcome=failed text=2026/11/21 05:40:12,stderr,[cron] 2026-11-21 05:40:12 Error: t echo'],
  ],
  ['a summary that says so', '      Backup result: OK', ['run.ended outcome=completed text=Backup result: OK']],
  ['it would end well', 'The backup should have finished successfully', []],
  ['still trying as the text ends', `${tried}\n${tried}`, [context, `${context} specific`]],
  ['trying and going on', `${tried}\n2026-11-21 05:40:12 next file`, [context]],
  ['trying and getting through', `${tried}\n${tried}\n${tried}\n2026-11-21 05:40:12 connected`, [context, context, context]],
  ['trying again and again, and then something else', `${tried}\n${tried}\n${tried}\n2026-11-21 05:40:12 next file`, [context, context, `${context} specific`]],
]

for (const [world, text, events] of worlds) {
  test(`what is left when no reader knows the program: ${world}`, () =>
    assert.deepEqual(told(readText([generic], text).events).toSorted(), [...events].toSorted()))
}
