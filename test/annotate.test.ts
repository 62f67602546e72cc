import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { holdfast, root } from './support/command.ts'

const samples = path.join(root, 'src/read/capture/samples/idle-reset')
const client = path.join(samples, 'client.pcap')
const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-annotate-'))
test.after(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => path.join(folder, name)

const annotated = (out: string, ...args: readonly string[]) => holdfast(['explain', '-q', ...args, '--annotate', out], { cwd: folder })
const shark = (...args: readonly string[]) => spawnSync('tshark', args, { encoding: 'utf8' })
const noShark = shark('-v').error === undefined ? false : 'tshark is not installed'

test('the verdict stands on the frames that it cites, for the owner alone', async () => {
  const { status, err } = await annotated('verdict.pcapng', client)
  assert.equal(status, 1)
  assert.match(err, /^holdfast: verdict\.pcapng: a copy of \S+client\.pcap with comments on [1-9]\d* of its \d+ frames \(display filter: frame\.comment\)\n$/)
  if (process.platform !== 'win32') assert.equal(statSync(at('verdict.pcapng')).mode & 0o777, 0o600)
  const text = readFileSync(at('verdict.pcapng'), 'utf8')
  assert.match(text, /\[root, idle-flow-dropped, strong\] the first packet after the silence/)
  assert.match(text, /\[failure\] A device forgot the connection/)
})

test('tshark shows the comments, and everything else as before', { skip: noShark }, async () => {
  await annotated('oracle.pcapng', client)
  assert.equal(shark('-r', at('oracle.pcapng')).stdout, shark('-r', client).stdout)
  const fields = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len', '-e', 'frame.cap_len', '-e', 'tcp.payload']
  assert.equal(shark('-r', at('oracle.pcapng'), ...fields).stdout, shark('-r', client, ...fields).stdout)
  const rows = shark('-r', at('oracle.pcapng'), '-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.number', '-e', 'frame.comment').stdout.trim().split('\n')
  assert.ok(rows.length >= 2, rows.join('\n'))
  assert.ok(
    rows.every((row) => /^\d+\tholdfast \[/.test(row)),
    rows.join('\n'),
  )
})

test('several captures: numbered copies, in the order of the report', async () => {
  const { err } = await annotated('both.pcapng', samples)
  assert.match(err, /both-1\.pcapng: a copy of \S*client\.pcap .*\n.*both-2\.pcapng: a copy of \S*server\.pcap /)
})

test('a packed capture beside a log', async () => {
  writeFileSync(at('client.pcap.gz'), gzipSync(readFileSync(client)))
  writeFileSync(at('notes.log'), 'rsync error: error in rsync protocol data stream (code 12) at io.c(231) [sender=3.2.7]\n')
  const { err } = await annotated('packed.pcapng', 'client.pcap.gz', 'notes.log')
  assert.match(err, /packed\.pcapng: a copy of client\.pcap\.gz with comments on [1-9]/)
})

test('a capture that ends inside a frame: what is whole is copied, and it is told', async () => {
  writeFileSync(at('cut.pcap'), readFileSync(client).subarray(0, -30))
  const { err } = await annotated('cut.pcapng', 'cut.pcap')
  assert.match(err, /cut\.pcapng: it ends inside a frame, which is left out: \d+ are copied/)
})

const refused: readonly (readonly [world: string, make: () => void, args: readonly string[], says: RegExp])[] = [
  ['there is a file already', () => writeFileSync(at('taken.pcapng'), 'mine'), ['taken.pcapng', client], /taken\.pcapng is there already/],
  ['one of the numbered ones is there', () => writeFileSync(at('some-2.pcapng'), 'mine'), ['some.pcapng', samples], /some-2\.pcapng is there already/],
  [
    'it is the capture itself',
    () => copyFileSync(client, at('own.pcap')),
    ['own.pcap', 'own.pcap', '--force'],
    /would write over own\.pcap, which is evidence/,
  ],
  ['it is the capture by another name', () => linkSync(at('own.pcap'), at('other.pcap')), ['other.pcap', 'own.pcap', '--force'], /which is evidence/],
  ['it is a link to the capture', () => symlinkSync(at('own.pcap'), at('link.pcap')), ['link.pcap', 'own.pcap', '--force'], /which is evidence/],
  ['it is a folder', () => mkdirSync(at('folder')), ['folder', client], /folder is a folder/],
  ['its folder is not there', () => undefined, ['nowhere/out.pcapng', client], /no folder nowhere/],
  ['it is a device', () => undefined, ['/dev/null', client, '--force'], /\/dev\/null is a device/],
  ['standard input', () => undefined, ['stdin.pcapng', '-'], /standard input can be read once/],
  ['no capture among the evidence', () => undefined, ['none.pcapng', 'notes.log'], /found no capture/],
  ['while following', () => undefined, ['follow.pcapng', client, '--follow'], /--follow and --annotate cannot/],
]
for (const [world, make, [out = '', ...args], says] of refused)
  test(`refused: ${world}`, async () => {
    make()
    const { status, err } = await annotated(out, ...args)
    assert.equal(status, 2)
    assert.match(err, says)
  })

test('what was refused is untouched', () => {
  assert.equal(readFileSync(at('taken.pcapng'), 'utf8'), 'mine')
  assert.deepEqual(readFileSync(at('own.pcap')), readFileSync(client))
})

test('--force replaces a file that is no evidence', async () => {
  writeFileSync(at('old.pcapng'), 'mine', { mode: 0o644 })
  const { status } = await annotated('old.pcapng', client, '--force')
  assert.equal(status, 1)
  if (process.platform !== 'win32') assert.equal(statSync(at('old.pcapng')).mode & 0o777, 0o600)
})

test('--force alone means nothing', async () => {
  const { err } = await holdfast(['explain', '--force', client])
  assert.match(err, /--force only means something with --annotate/)
})
