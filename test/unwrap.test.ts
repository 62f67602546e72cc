import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import { filesIn, inPieces, made, needs, readAll, temporaryFolder } from './support/evidence.ts'

const log = Array.from({ length: 9_000 }, (_, line) => `line ${line}: ${Math.sin(line)} sendbackup: index tee cannot write [Broken pipe]\n`).join('')

const packers: readonly { readonly program: string; readonly parameters: readonly string[] }[] = [
  { program: 'gzip', parameters: ['-c'] },
  { program: 'zstd', parameters: ['-q', '-c'] },
  { program: 'xz', parameters: ['-c'] },
  { program: 'bzip2', parameters: ['-c'] },
]

const fromStdin = (bytes: Uint8Array, limits = {}, size = 5_000) => readAll(['-'], { stdin: () => inPieces(bytes, size), limits })

for (const { program, parameters } of packers) {
  const packed = () => made(program, parameters, log)

  test(`${program}: whole, whatever the name says`, needs(program), async (t) => {
    const bytes = packed()
    const folder = filesIn(temporaryFolder(t), { 'misnamed.txt': bytes })
    const [source] = await readAll([join(folder, 'misnamed.txt')])
    assert.equal(source?.text, log)
    assert.deepEqual(source.notes, [])
    assert.deepEqual(source.stored, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  })

  test(`${program}: several members joined, wherever they fall apart`, needs(program), async () => {
    const bytes = Buffer.concat([made(program, parameters, 'first\n'), made(program, parameters, 'second\n'), made(program, parameters, '')])
    for (const size of [1, 7, bytes.length]) {
      const [source] = await fromStdin(bytes, {}, size)
      assert.deepEqual([source?.text, source?.notes], ['first\nsecond\n', []])
    }
  })

  test(`${program}: nothing inside`, needs(program), async () => {
    const [source] = await fromStdin(made(program, parameters, ''))
    assert.deepEqual([source?.text, source?.notes], ['', ['empty once unpacked']])
  })

  test(`${program}: cut anywhere, what came before is read and the cut is told`, needs(program), async () => {
    const bytes = packed()
    const long = program === 'gzip'
    for (const at of [30, 0.25, 0.5, 0.9, bytes.length - 1].map((part) => (part < 1 ? Math.floor(bytes.length * part) : part))) {
      const [source] = await fromStdin(bytes.subarray(0, at))
      assert.ok(log.startsWith(source?.text ?? '?'), `cut at ${at}`)
      assert.match(source?.notes.join() ?? '', /^cut/)
      assert.equal(source?.stored.bytes, at)
      if (long && at > 1_000) assert.ok((source?.text.length ?? 0) > log.length * (at / bytes.length) * 0.8, `cut at ${at}: ${source?.text.length}`)
    }
  })

  test(`${program}: damaged in the middle, what came before is read and the damage is told`, needs(program), async () => {
    const bytes = packed()
    bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 40)
    const [source] = await fromStdin(bytes)
    assert.match(source?.notes.join() ?? '', /damaged/)
    assert.equal(source?.stored.bytes, bytes.length)
    if (program === 'gzip') assert.ok(source.text.startsWith(log.slice(0, Math.floor(log.length * 0.45))))
  })
}

test('gzip: a short log with a wrong checksum is read whole, and the checksum is told', needs('gzip'), async () => {
  const bytes = made('gzip', ['-c'], 'a short log\n')
  bytes[bytes.length - 7] = (bytes.at(-7) ?? 0) ^ 1
  const [source] = await fromStdin(bytes)
  assert.equal(source?.text, 'a short log\n')
  assert.match(source.notes.join(), /^damaged: the gzip checksum is wrong/)
})

test('gzip: zeros behind the data are padding, anything else is told', needs('gzip'), async () => {
  const bytes = made('gzip', ['-c'], 'text\n')
  const read = async (tail: string) => (await fromStdin(Buffer.concat([bytes, Buffer.from(tail, 'latin1')]))).map(({ text, notes }) => [text, notes])
  assert.deepEqual(await read('\0'.repeat(1_000)), [['text\n', []]])
  for (const tail of ['garbage', '\x1f\x8bnot'])
    assert.deepEqual(await read(tail), [['text\n', ['what follows the gzip data is something else and was not read']]])
})

test('zstd: garbage behind the data is told', needs('zstd'), async () => {
  const bytes = Buffer.concat([made('zstd', ['-q', '-c'], 'text\n'), Buffer.from('garbage')])
  assert.deepEqual(
    (await fromStdin(bytes)).map(({ text, notes }) => [text, notes]),
    [['text\n', ['what follows the zstd data is something else and was not read']]],
  )
})

test('compression over compression is undone; too much of it is not', needs('gzip', 'xz'), async () => {
  const twice = made('xz', ['-c'], made('gzip', ['-c'], 'inside\n'))
  assert.equal((await fromStdin(twice))[0]?.text, 'inside\n')
  let deep: Uint8Array = Buffer.from('inside\n')
  for (let layer = 0; layer < 4; layer += 1) deep = made('gzip', ['-c'], deep)
  const [source] = await fromStdin(deep)
  assert.deepEqual([source?.text, source?.notes], ['', ['packed more than 3 times over: not read; unpack it first']])
  assert.equal(source?.stored.bytes, deep.length)
})

test('of a program that gave up the reason is told, and not its advice', needs('xz', 'bzip2'), async () => {
  const text = Array.from({ length: 2_000 }, (_, at) => `${at * 7_919} line\n`).join('')
  const cut = (program: string): Uint8Array => made(program, ['-c'], text).subarray(0, -40)
  const flipped = made('bzip2', ['-c'], text).map((byte, at) => (at === 11 ? byte ^ 0xff : byte))
  const noteOf = async (bytes: Uint8Array): Promise<string> => (await fromStdin(bytes))[0]?.notes.join() ?? ''
  assert.match(await noteOf(cut('bzip2')), /^cut or damaged: bzip2 gave up \(Compressed file ends unexpectedly\); nothing before that could be read$/)
  assert.match(await noteOf(flipped), /^cut or damaged: bzip2 gave up \(Data integrity error when decompressing\); the \d+ bytes before/)
  assert.match(await noteOf(cut('xz')), /^cut or damaged: xz gave up \(Unexpected end of input\); the [\d,]+ bytes before that were read, the rest is lost$/)
})

test('without the program that unpacks it, the file says which is missing', needs('xz'), async (t) => {
  const bytes = made('xz', ['-c'], 'text\n')
  const path = process.env['PATH']
  t.after(() => {
    process.env['PATH'] = path
  })
  process.env['PATH'] = '/nowhere'
  const [source] = await fromStdin(bytes)
  assert.match(source?.notes.join() ?? '', /^not read: it is packed with xz, and the program xz is not installed here; install/)
  assert.equal(source?.stored.bytes, bytes.length)
})

test('a bomb is stopped, by ratio and by size, and told', needs('gzip', 'zstd', 'xz', 'bzip2'), async () => {
  const zeros = Buffer.alloc(8 * 1024 ** 2)
  for (const { program, parameters } of packers) {
    const bomb = made(program, parameters, zeros)
    const [byRatio] = await fromStdin(bomb, { ratio: 100, ratioFromBytes: 1024 ** 2 })
    assert.match(byRatio?.notes.join() ?? '', /^stopped: it unpacks to more than 100 times its size/, program)
    assert.ok((byRatio?.text.length ?? 0) <= 2 * 1024 ** 2, `${program}: ${byRatio?.text.length}`)
    const [bySize] = await fromStdin(bomb, { unpackedBytes: 1_000_000 })
    assert.match(bySize?.notes.join() ?? '', /^stopped: it unpacks to more than 1000000 bytes/)
    assert.deepEqual((await fromStdin(bomb))[0]?.notes, [])
  }
})

test('archives inside archives: two levels, then told', needs('tar', 'gzip'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'd/log': 'deep\n' })
  made('tar', ['-czf', 'one.tgz', 'd'], '', folder)
  made('tar', ['-cf', 'two.tar', 'one.tgz'], '', folder)
  made('tar', ['-cf', 'three.tar', 'two.tar'], '', folder)
  assert.deepEqual(
    (await readAll([join(folder, 'two.tar')])).map(({ member, text, folders }) => [member, text, folders]),
    [['one.tgz/d/log', 'deep\n', ['two', 'one', 'd']]],
  )
  const [source] = await readAll([join(folder, 'three.tar')])
  assert.deepEqual([source?.member, source?.text], ['two.tar/one.tgz', ''])
  assert.match(source?.notes.join() ?? '', /inside 2 others: not opened/)
})

test('a packed file inside an archive is unpacked, and its digest is that of the packed one', needs('tar', 'gzip', 'zip', 'xz'), async (t) => {
  const packed = made('gzip', ['-c'], 'inner\n')
  const folder = filesIn(temporaryFolder(t), { 'x.gz': packed, 'y.xz': made('xz', ['-c'], 'other\n') })
  made('tar', ['-cf', 'all.tar', 'x.gz', 'y.xz'], '', folder)
  made('zip', ['-q', 'all.zip', 'x.gz', 'y.xz'], '', folder)
  for (const archive of ['all.tar', 'all.zip']) {
    const sources = await readAll([join(folder, archive)])
    assert.deepEqual(
      sources.map(({ member, text, notes }) => [member, text, notes]),
      [
        ['x.gz', 'inner\n', []],
        ['y.xz', 'other\n', []],
      ],
    )
    assert.equal(sources[0]?.stored.sha256, createHash('sha256').update(packed).digest('hex'))
  }
})

test('bytes of any kind behind every magic number end without a crash', async (t) => {
  const magics = ['\x1f\x8b\x08\0', '\x28\xb5\x2f\xfd', 'PK\x03\x04', 'PK\x05\x06', '\x50\x2a\x4d\x18']
  const path = join(temporaryFolder(t), 'x')
  const bytes = fc.tuple(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 400 }))
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async ([magic, rest], size) => {
      const all = Buffer.concat([Buffer.from(magic, 'latin1'), rest])
      writeFileSync(path, all)
      for (const sources of [await fromStdin(all, {}, size), await readAll([path])]) assert.ok(sources.length > 0)
    }),
    { numRuns: 300, verbose: true },
  )
})
