import assert from 'node:assert/strict'
import test from 'node:test'
import { failureOf } from './failure.ts'

const worlds: readonly (readonly [world: string, text: string, kind: string | undefined, symptom?: 'echo'])[] = [
  ['a header that never came is nothing but an end', '[cannot read header: got 0 bytes instead of 32768]', 'run.ended', 'echo'],
  ['the compressor failed, and the archiver lost its reader', '[compress (2311) /bin/gzip returned 1, /bin/tar got signal 13]', 'filter.failed'],
  ['the compressor failed, and the archiver with it', '[/bin/tar returned error, compress returned 1]', 'filter.failed'],
  ['the archiver failed alone', '[/bin/tar returned 2]', 'source.failed'],
  ['a compressor that lost its reader repeats that', 'gzip: stdout: Broken pipe', 'run.ended', 'echo'],
  ['a file that others may write', "file/dir '/etc/amanda-security.conf' is not owned by root", 'access.refused'],
  ['nobody acknowledged', '[Request to web1 failed: timeout waiting for ACK]', 'connect.failed'],
  ['a text that says nothing', '[something else]', undefined],
]

for (const [world, text, kind, symptom = 'specific'] of worlds) {
  test(world, () => {
    const failure = failureOf(text)
    assert.equal(failure?.said.kind, kind)
    if (failure !== undefined) assert.equal(failure.symptom, symptom)
  })
}
