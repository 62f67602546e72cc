import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { filesIn, inPieces, made, needs, readAll, temporaryFolder } from './support/evidence.ts'

const fromStdin = (bytes: Uint8Array, limits = {}) => readAll(['-'], { stdin: () => inPieces(bytes, 1_000), limits })
const text = Array.from({ length: 3_000 }, (_, line) => `line ${line} ${Math.cos(line)}\n`).join('')
const files = { 'a.log': 'first\n', 'd/b.log': text, 'd/grüße.log': 'third\n' }
const told = (sources: Awaited<ReturnType<typeof readAll>>) => sources.map(({ member, text: read, notes }) => [member, digest(read), notes])
const whole = Object.entries(files).map(([name, content]) => [name, digest(content), []])

/** Short, so that a failure can be read. */
function digest(content: string): string {
  return `${content.length}: ${content.slice(0, 10)} ${crc32(content)}`
}

/** Packed by zip, with these options, in the order of `files`. */
function zipped(folder: string, ...options: readonly string[]): Buffer {
  filesIn(folder, files)
  made('zip', ['-q', '-r', ...options, 'x.zip', 'a.log', 'd/b.log', 'd/grüße.log'], '', folder)
  return made('cat', [join(folder, 'x.zip')])
}

test('as a file, from standard input, stored, streamed, with bytes in front', needs('zip'), async (t) => {
  const folder = temporaryFolder(t)
  const bytes = zipped(folder)
  assert.deepEqual(told(await readAll([join(folder, 'x.zip')])), whole)
  assert.deepEqual(told(await fromStdin(bytes)), whole)
  assert.deepEqual(told(await fromStdin(zipped(temporaryFolder(t), '-0'))), whole)
  const streamed = made('zip', ['-q', '-', 'a.log', 'd/b.log', 'd/grüße.log'], '', folder)
  assert.deepEqual(told(await fromStdin(streamed)), whole)
})

test('times are those of the members', needs('zip'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { log: 'x\n' })
  made('touch', ['-d', '2026-11-21T05:59:44Z', join(folder, 'log')])
  made('zip', ['-q', 'x.zip', 'log'], '', folder)
  assert.deepEqual(
    (await readAll([join(folder, 'x.zip')])).map(({ modifiedMs }) => modifiedMs),
    [Date.UTC(2026, 10, 21, 5, 59, 44)],
  )
})

test('too long to hold in memory: read in one pass', needs('zip'), async (t) => {
  for (const options of [[], ['-0'], ['-fd']]) {
    const sources = await fromStdin(zipped(temporaryFolder(t), ...options), { heldBytes: 1_000 })
    assert.deepEqual(told(sources.slice(0, 3)), whole, options.join())
    assert.match(sources[3]?.notes.join() ?? '', /^too long to hold in memory/)
  }
})

test('cut anywhere: members before the cut are read, and the cut is told', needs('zip'), async (t) => {
  const folder = temporaryFolder(t)
  const bytes = zipped(folder)
  for (const at of [20, 100, 1_000, bytes.length >> 1, bytes.length - 300, bytes.length - 30, bytes.length - 1]) {
    writeFileSync(join(folder, 'cut.zip'), bytes.subarray(0, at))
    for (const sources of [await fromStdin(bytes.subarray(0, at)), await readAll([join(folder, 'cut.zip')])]) {
      const read = sources.filter(({ member }) => member !== undefined).map(({ text: part }) => part)
      assert.ok(`first\n${text}third\n`.startsWith(read.join('')), `cut at ${at}`)
      if (at > 100) assert.equal(read[0], 'first\n')
      assert.match(sources.flatMap(({ notes }) => notes).join('\n'), /cut or damaged/)
      assert.equal(sources.at(-1)?.stored.bytes, at)
    }
  }
})

test('a damaged member is told and does not harm the others', needs('zip'), async (t) => {
  for (const options of [[], ['-0']]) {
    const bytes = zipped(temporaryFolder(t), ...options)
    const at = bytes.indexOf('d/b.log') + 2_000
    bytes.fill(0xaa, at, at + 20)
    const sources = await fromStdin(bytes)
    assert.deepEqual([told(sources)[0], told(sources)[2]], [whole[0], whole[2]])
    assert.match(sources[1]?.notes.join() ?? '', /^damaged/)
    assert.ok((sources[1]?.text.length ?? 0) > 2_000)
  }
})

test('a damaged directory: members are found by their own headers', needs('zip'), async (t) => {
  const bytes = zipped(temporaryFolder(t))
  const second = bytes.indexOf('PK\x01\x02', bytes.indexOf('PK\x01\x02') + 1)
  bytes.fill(0, second, second + 10)
  const sources = await fromStdin(bytes)
  assert.deepEqual(told(sources.slice(0, 3)), whole)
  assert.match(sources[3]?.notes.join() ?? '', /^its directory is cut or damaged/)
})

test('encrypted members and links are told; folders and empty archives', needs('zip'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'secret.log': 'x\n', 'open.log': 'y\n' })
  symlinkSync('/etc/passwd', join(folder, 'link'))
  made('zip', ['-q', '-P', 'word', 'x.zip', 'secret.log'], '', folder)
  made('zip', ['-q', '-y', 'x.zip', 'open.log', 'link'], '', folder)
  const sources = await readAll([join(folder, 'x.zip')])
  assert.deepEqual(
    sources.map(({ text: read, lost }) => [read, lost]),
    [
      ['y\n', false],
      ['', true],
    ],
  )
  assert.match(sources[1]?.notes.join('\n') ?? '', /^encrypted members.*: 1 \(secret\.log\)\nsymbolic links.*: 1 \(link\)/)
  made('zip', ['-q', '-d', 'x.zip', 'secret.log', 'open.log', 'link'], '', folder)
})

test('a directory that lists one packed member many times is stopped by the ratio over all of them', async () => {
  const bytes = overlapping(Buffer.alloc(20_000, 'a'), 500)
  const sources = await fromStdin(bytes, { ratio: 100, ratioFromBytes: 1_000_000 })
  assert.match(sources.flatMap(({ notes }) => notes).join('\n'), /^stopped: it unpacks to more than 100 times its size/m)
  const read = sources.reduce((sum, source) => sum + source.text.length, 0)
  assert.ok(read < 100 * bytes.length + 30_000, `${read} of ${bytes.length}`)
})

/** A zip of one stored member that its directory lists many times. */
function overlapping(content: Buffer, times: number): Buffer {
  const local = Buffer.alloc(31)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt32LE(content.length, 18)
  local.writeUInt32LE(content.length, 22)
  local.writeUInt16LE(1, 26)
  local.write('a', 30)
  const entry = Buffer.alloc(47)
  entry.write('PK\x01\x02', 'latin1')
  entry.writeUInt32LE(crc32(content), 16)
  entry.writeUInt32LE(content.length, 20)
  entry.writeUInt32LE(content.length, 24)
  entry.writeUInt16LE(1, 28)
  entry.write('a', 46)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(times, 8)
  end.writeUInt16LE(times, 10)
  end.writeUInt32LE(times * entry.length, 12)
  end.writeUInt32LE(local.length + content.length, 16)
  return Buffer.concat([local, content, ...Array.from({ length: times }, () => entry), end])
}

test('any bytes changed anywhere: ends, and says something', needs('zip'), async (t) => {
  const folder = temporaryFolder(t)
  const original = zipped(folder)
  const change = fc.tuple(fc.nat(original.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(original.length), async (changes, length) => {
      const bytes = Buffer.from(original)
      for (const [at, patch] of changes) bytes.set(patch.subarray(0, bytes.length - at), at)
      assert.ok((await fromStdin(bytes.subarray(0, length))).length > 0)
    }),
    { numRuns: 300, verbose: true },
  )
})
