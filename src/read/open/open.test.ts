import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { HoldfastError } from '../../model/index.ts'
import { asPlainUser, filesIn, inPieces, made, needs, readAll, temporaryFolder } from '../../../test/support/evidence.ts'
import { noteTexts } from '../note.ts'
import { contentOf } from './content.ts'
import { openEvidence } from './open.ts'

test('a folder: every file once, in the order of names, folders in between', async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'b.log': 'b', 'a/z.log': 'z', 'a/B.log': 'B', 'a/é.log': 'é', 'c/deep/er/x': 'x' })
  const sources = await readAll([folder])
  assert.deepEqual(
    sources.map(({ path, text }) => [path.slice(folder.length + 1), text]),
    [
      ['a/B.log', 'B'],
      ['a/z.log', 'z'],
      ['a/é.log', 'é'],
      ['b.log', 'b'],
      ['c/deep/er/x', 'x'],
    ],
  )
  assert.deepEqual(
    sources.flatMap(({ notes }) => notes),
    [],
  )
})

test('a short plain file is at hand whole; a longer one, an empty one, one that is packed and a capture are not', async (t) => {
  const capture = Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0])
  const files = { capture, empty: '', long: 'x'.repeat(65_537), packed: gzipSync('text\n'), short: 'x'.repeat(65_536), tiny: '\0' }
  const folder = filesIn(temporaryFolder(t), files)
  const whole: (readonly [string, number])[] = []
  for await (const opened of openEvidence([folder])) {
    for await (const chunk of opened.chunks()) if (opened.whole !== undefined) assert.deepEqual(chunk, opened.whole)
    if (opened.whole !== undefined) whole.push([opened.path.slice(folder.length + 1), opened.stored().bytes])
  }
  assert.deepEqual(whole, [
    ['short', 65_536],
    ['tiny', 1],
  ])
})

test('a plain file: bytes, digest and time of change are those of the file', async (t) => {
  const folder = filesIn(temporaryFolder(t), { log: 'x'.repeat(600_000) })
  const [source] = await readAll([join(folder, 'log')])
  assert.equal(source?.stored.bytes, 600_000)
  assert.equal(source.stored.sha256, createHash('sha256').update('x'.repeat(600_000)).digest('hex'))
  assert.equal(source.text.length, 600_000)
  assert.ok(Math.abs((source.modifiedMs ?? 0) - Date.now()) < 60_000)
})

test('an empty file, an empty folder', async (t) => {
  const folder = filesIn(temporaryFolder(t), { empty: '' })
  mkdirSync(join(folder, 'none'))
  assert.deepEqual(
    (await readAll([join(folder, 'empty')])).map(({ notes, stored }) => [notes, stored.bytes]),
    [[['empty'], 0]],
  )
  assert.deepEqual(
    (await readAll([join(folder, 'none')])).map(({ notes }) => notes),
    [['the folder holds no file']],
  )
})

test('a path that is not there: told before anything is read', async (t) => {
  const folder = filesIn(temporaryFolder(t), { log: 'x' })
  for (const path of [join(folder, 'nothing'), join(folder, 'log/below'), 'a\0b']) {
    await assert.rejects(readAll([join(folder, 'log'), path]), (error) => error instanceof HoldfastError && error.code === 'path-not-found' && error.fix !== '')
  }
})

test('--host for something that is not read is a mistake; for a part of it is not', async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'web1/log': 'x' })
  const hosts = (path: string) => ({ hosts: [{ name: 'web1', path }] })
  await assert.rejects(readAll([folder], hosts('/nowhere')), (error) => error instanceof HoldfastError && error.code === 'host-path-unused')
  for (const path of [folder, join(folder, 'web1'), join(folder, 'web1/log/')]) assert.equal((await readAll([folder], hosts(path))).length, 1)
})

test('symbolic links: a named one is followed, those inside folders are counted, loops end', async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'real/log': 'x' })
  symlinkSync('..', join(folder, 'real/up'))
  symlinkSync('nothing', join(folder, 'real/dangling'))
  symlinkSync('real/log', join(folder, 'link'))
  symlinkSync('real', join(folder, 'to-folder'))
  symlinkSync('self', join(folder, 'self'))
  assert.deepEqual(
    (await readAll([join(folder, 'link')])).map(({ text }) => text),
    ['x'],
  )
  const sources = await readAll([join(folder, 'to-folder')])
  assert.deepEqual(
    sources.map(({ text, notes, lost }) => [text, notes.length, lost]),
    [
      ['x', 0, false],
      ['', 1, false],
    ],
  )
  assert.match(sources[1]?.notes[0] ?? '', /symbolic links.*: 2 \(.*dangling.*up\)/)
  await assert.rejects(readAll([join(folder, 'self')]), HoldfastError)
})

test('pipes, sockets and devices inside a folder are passed over; a named pipe is read', needs('mkfifo'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { log: 'x' })
  made('mkfifo', [join(folder, 'pipe')])
  const server = createServer().listen(join(folder, 'socket'))
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const sources = await readAll([folder])
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['x', ''],
  )
  assert.match(sources[1]?.notes.join('\n') ?? '', /named pipes.*\n?.*sockets/)
  const writer = spawn('sh', ['-c', `echo written > ${join(folder, 'pipe')}`])
  assert.deepEqual(
    (await readAll([join(folder, 'pipe')])).map(({ text }) => text),
    ['written\n'],
  )
  writer.kill()
  assert.match((await readAll(['/dev/null', join(folder, 'socket')])).map(({ notes }) => notes.join()).join('\n'), /^a device: not read.*\na socket: not read/)
})

test('a file that vanishes, is replaced by a pipe or a link before its turn', needs('mkfifo'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { a: 'a', b: 'b', c: 'c', d: 'd', e: 'e' })
  const seen: string[] = []
  for await (const opened of openEvidence([folder])) {
    if (opened.path.endsWith('/a')) {
      for (const name of ['b', 'c', 'd']) rmSync(join(folder, name))
      made('mkfifo', [join(folder, 'c')])
      symlinkSync('a', join(folder, 'd'))
    }
    for await (const _ of opened.chunks());
    seen.push(`${opened.path.at(-1)} ${noteTexts(opened.notes).join()}`)
  }
  assert.equal(seen.length, 5)
  assert.match(seen.join('\n'), /^a \nb not read: it vanished.*\nc not read: it is a pipe.*\nd not read: ELOOP.*\ne $/)
})

test('a file that grows is read to where it ended when it was opened; one that shrinks says so', async (t) => {
  const folder = filesIn(temporaryFolder(t), { grows: 'x'.repeat(600_000), shrinks: 'x'.repeat(600_000) })
  for await (const opened of openEvidence([folder])) {
    let bytes = 0
    for await (const chunk of opened.chunks()) {
      bytes += chunk.length
      if (opened.path.endsWith('grows')) appendFileSync(opened.path, 'more')
      else truncateSync(opened.path, 10)
    }
    if (opened.path.endsWith('grows'))
      assert.match(`${bytes} ${noteTexts(opened.notes).join()}`, /^600000 it grew while it was read: the first 600000 of 6000\d\d bytes were read$/)
    else assert.match(`${bytes} ${noteTexts(opened.notes).join()}`, /^(\d+) it shrank while it was read: \1 of 600000 bytes were there$/)
    assert.equal(opened.stored().bytes, bytes)
  }
})

test('files of /proc say they hold nothing and are read', { skip: process.platform !== 'linux' && 'there is no /proc on this system' }, async () => {
  const [source] = await readAll(['/proc/net/tcp'])
  assert.match(source?.text ?? '', /local_address/)
  assert.deepEqual(source?.notes, [])
})

test('one file under several names, or named twice, is read once', async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'log.1': 'x' })
  linkSync(join(folder, 'log.1'), join(folder, 'log.2'))
  const sources = await readAll([folder, join(folder, 'log.1')])
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['x', '', ''],
  )
  assert.match(sources[1]?.notes[0] ?? '', /^the same file as .*log\.1: read once$/)
  assert.deepEqual(
    sources.map(({ stored }) => [stored.sha256, stored.bytes]),
    Array.from({ length: 3 }, () => [createHash('sha256').update('x').digest('hex'), 1]),
  )
})

test('standard input: text, packed, failing half way, named twice', async (t) => {
  const read = (bytes: Uint8Array, size = 7) => readAll(['-'], { stdin: () => inPieces(bytes, size) })
  assert.deepEqual(
    (await read(Buffer.from('piped in'))).map(({ path, text }) => [path, text]),
    [['-', 'piped in']],
  )
  assert.equal((await readAll(['-', '-'], { stdin: () => inPieces(Buffer.from('x'), 1) }))[1]?.notes[0], 'standard input was named twice: it can be read once')
  const failing = async function* () {
    yield Buffer.from('before')
    throw Object.assign(new Error('read'), { code: 'EISDIR', errno: -21 })
  }
  const [source] = await readAll(['-'], { stdin: failing })
  assert.deepEqual([source?.text, source?.notes], ['before', ['reading stopped: EISDIR: illegal operation on a directory']])
  await t.test('a tar, byte by byte', needs('tar'), async (context) => {
    const folder = filesIn(temporaryFolder(context), { a: 'one', 'd/b': 'two' })
    const sources = await read(made('tar', ['-czf', '-', 'a', 'd'], '', folder), 1)
    assert.deepEqual(
      sources.map(({ path, member, text }) => [path, member, text]),
      [
        ['-', 'a', 'one'],
        ['-', 'd/b', 'two'],
      ],
    )
  })
})

test('a name that is no valid UTF-8 is opened, and shown without what a terminal would obey', {
  skip: process.platform !== 'linux' && 'names are UTF-16 on this system',
}, async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), 'latin')
  writeFileSync(join(folder, 'red\u001b[31m'), 'colour')
  const sources = await readAll([folder])
  assert.deepEqual(
    sources.map(({ path, text }) => [path.slice(folder.length + 1), text]),
    [
      ['caf\uFFFD', 'latin'],
      ['red\uFFFD[31m', 'colour'],
    ],
  )
})

test('the folders around a file: from the one named downwards, as typed', async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'server/web1/log': 'x' })
  const steps = async (path: string) => (await readAll([path]))[0]?.folders
  assert.deepEqual(await steps(`${folder}/server/`), ['server', 'web1'])
  assert.deepEqual(await steps(`${folder}/server/web1`), ['web1'])
  assert.deepEqual(await steps(`${folder}/server/web1/log`), [])
})

test('a source that is left half read, or unread, does not disturb the next', async (t) => {
  const folder = filesIn(temporaryFolder(t), { a: 'x'.repeat(600_000), b: 'unread', c: 'text' })
  const texts: string[] = []
  for await (const opened of openEvidence([folder])) {
    if (opened.path.endsWith('b')) continue
    if (opened.path.endsWith('a')) {
      for await (const _ of opened.chunks()) break
      continue
    }
    const content = await contentOf(opened.chunks())
    if (content.kind === 'text') for await (const piece of content.text) texts.push(piece)
  }
  assert.deepEqual(texts, ['text'])
})

test('files and folders that may not be read are told, the others are read', {
  skip: process.platform === 'win32' && 'there are no such permissions on this system',
}, async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'a.log': 'a', 'b/secret.log': 'b', 'c.log': 'c' })
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'a.log'), 0)
  chmodSync(join(folder, 'b'), 0)
  const said = await asPlainUser(async () =>
    (await readAll([folder, join(folder, 'a.log')])).map(({ path, text, notes }) => [path.slice(folder.length + 1), text, notes]),
  )
  const refused = ['not read: EACCES: permission denied']
  assert.deepEqual(said, [
    ['a.log', '', refused],
    ['b', '', refused],
    ['c.log', 'c', []],
    ['a.log', '', refused],
  ])
})
