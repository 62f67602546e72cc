import assert from 'node:assert/strict'
import test from 'node:test'
import { filesIn, temporaryFolder } from '../../test/support/evidence.ts'
import { openEvidence } from './open/open.ts'
import type { OpenedSource } from './open/opened.ts'
import { readEvidence } from './read.ts'

const run = '2026/11/20 02:00:01 [4000] rsync to backup/web1 from web1 (192.0.2.5)\n'
const failure = `${run}2026/11/20 02:00:09 [4000] rsync: [receiver] read error: Connection reset by peer (104)\n`

test('copies that are known as such before they are read are told as those that are read again', async (context) => {
  const folder = filesIn(temporaryFolder(context), {
    'a/rsync.log': failure,
    'a/rsync.log.copy': failure,
    'a/rsync-2026-11-20.log': failure,
    'a/rsync-2026-11-21.log': failure,
    'b/rsync.log': failure,
    'b/other.log': run,
    'b/again.log': run,
  })
  const ahead = await readEvidence(openEvidence([folder]), {})
  const afterwards = await readEvidence(streamed(openEvidence([folder])), {})
  assert.deepEqual(ahead, afterwards)
  assert.equal(ahead.sources.filter(({ notes }) => notes.some((note) => note.endsWith(': counted once'))).length, 3)
  const clocks = new Set(ahead.clocks.map(({ id }) => id))
  assert.deepEqual(
    ahead.sources.filter(({ clock }) => clock !== undefined && !clocks.has(clock)),
    [],
    'every clock named is among the clocks',
  )
})

/** The same sources, of which nothing is at hand. */
async function* streamed(opened: AsyncIterable<OpenedSource>): AsyncGenerator<OpenedSource, void> {
  for await (const { whole, ...one } of opened) {
    const bytes = Uint8Array.from(whole ?? [])
    yield {
      ...one,
      chunks: async function* () {
        yield bytes
      },
    }
  }
}
