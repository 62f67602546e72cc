import assert from 'node:assert/strict'
import { symlinkSync, linkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import { filesIn, inPieces, made, needs, readAll, temporaryFolder } from './support/evidence.ts'

const fromStdin = (bytes: Uint8Array, limits = {}) => readAll(['-'], { stdin: () => inPieces(bytes, 1_000), limits })
const long = `${'folder-with-a-long-name/'.repeat(9)}${'x'.repeat(90)}.log`
const files = { 'a.log': 'first\n', 'd/b.log': 'second\n'.repeat(500), [long]: 'third\n', 'd/empty': '', 'grüße.log': 'fourth\n' }
/** Members' names, texts and notes. */
const told = (sources: Awaited<ReturnType<typeof readAll>>) => sources.map(({ member, text, notes }) => [member, text, notes])

for (const format of ['gnu', 'posix', 'ustar', 'v7', 'oldgnu']) {
  test(`tar in ${format} format: names, texts, times`, needs('tar'), async (t) => {
    const folder = filesIn(temporaryFolder(t), files)
    // The older formats have no room for long names.
    const names = format === 'v7' || format === 'ustar' ? ['a.log', 'd/b.log', 'd/empty'] : ['a.log', 'd/b.log', long, 'd/empty', 'grüße.log']
    const bytes = made('tar', ['-cf', '-', `--format=${format}`, '--mtime=2026-11-21T05:59:43Z', ...names], '', folder)
    const sources = await fromStdin(bytes)
    assert.deepEqual(
      told(sources),
      names.map((name) => [name, files[name], files[name] === '' ? ['empty'] : []]),
    )
    assert.deepEqual(
      sources.map(({ modifiedMs }) => modifiedMs),
      names.map(() => Date.UTC(2026, 10, 21, 5, 59, 43)),
    )
  })
}

test('folders are no members; links and devices are counted, not followed', needs('tar', 'mkfifo'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'd/log': 'x\n' })
  symlinkSync('/etc/passwd', join(folder, 'd/evil'))
  linkSync(join(folder, 'd/log'), join(folder, 'd/same'))
  made('mkfifo', [join(folder, 'd/pipe')])
  const sources = await fromStdin(made('tar', ['--sort=name', '-cf', '-', 'd'], '', folder))
  assert.deepEqual(told(sources).slice(0, 1), [['d/log', 'x\n', []]])
  assert.equal(sources.length, 2)
  assert.match(sources[1]?.notes.join('\n') ?? '', /symbolic links.*: 1 \(d\/evil\)\nnamed pipes.*: 1 \(d\/pipe\)\nhard links.*: 1 \(d\/same\)/)
})

test('names that climb out or give orders to a terminal are only shown', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'in/log': 'x\n' })
  const bytes = made('tar', ['-cPf', '-', '--transform=s,in/log,../../etc/\x1b[2Jshadow,', 'in/log'], '', folder)
  assert.deepEqual(
    (await fromStdin(bytes)).map(({ member, text }) => [member, text]),
    [['../../etc/\uFFFD[2Jshadow', 'x\n']],
  )
})

test('sparse members are read without their holes, and what follows is not lost', needs('tar', 'truncate'), async (t) => {
  for (const format of ['gnu', 'posix']) {
    const folder = filesIn(temporaryFolder(t), { holes: 'begins\n', after: 'after\n' })
    made('truncate', ['-s', '1M', join(folder, 'holes')])
    const sources = await fromStdin(made('tar', ['-cSf', '-', `--format=${format}`, 'holes', 'after'], '', folder))
    assert.deepEqual([sources[0]?.member, sources[0]?.notes], ['holes', ['stored without its holes in the archive: read without them']])
    assert.match(sources[0]?.text ?? '', /begins\n/)
    assert.deepEqual(told(sources)[1], ['after', 'after\n', []])
  }
})

test('cut anywhere: members before the cut are whole, the one at the cut is told', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), files)
  const bytes = made('tar', ['-cf', '-', 'a.log', 'd/b.log'], '', folder)
  for (const at of [512, 600, 1_024, 1_300, 1_536, 2_000, 4_000]) {
    const sources = await fromStdin(bytes.subarray(0, at))
    const texts = sources.filter(({ member }) => member !== undefined).map(({ text }) => text)
    assert.ok(`${files['a.log']}${files['d/b.log']}`.startsWith(texts.join('')), `cut at ${at}`)
    assert.ok(
      sources.some(({ notes }) => notes.some((note) => /cut|may be missing|no file/.test(note))),
      `cut at ${at}: ${JSON.stringify(told(sources))}`,
    )
  }
})

test('a damaged header loses one member and not the rest', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { a: 'one\n', b: 'two\n', c: 'three\n' })
  const bytes = made('tar', ['-cf', '-', 'a', 'b', 'c'], '', folder)
  bytes.fill(0xff, 1_024, 1_100)
  const sources = await fromStdin(bytes)
  assert.deepEqual(
    sources.map(({ member, text }) => [member, text]),
    [
      ['a', 'one\n'],
      ['c', 'three\n'],
      [undefined, ''],
    ],
  )
  assert.deepEqual(sources[2]?.notes, ['the archive is damaged at byte 1024: 1024 bytes passed over to the next member'])
})

test('archives joined end to end are both read', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { a: 'one\n', b: 'two\n' })
  const bytes = Buffer.concat([made('tar', ['-cf', '-', 'a'], '', folder), made('tar', ['-cf', '-', 'b'], '', folder)])
  assert.deepEqual(told(await fromStdin(bytes)), [
    ['a', 'one\n', []],
    ['b', 'two\n', []],
  ])
})

test('an empty archive is told; more members than the limit are told', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { a: 'one\n', b: 'two\n', c: 'three\n', 'none/x': '' })
  made('tar', ['-cf', 'empty.tar', '--exclude=x', 'none'], '', folder)
  assert.deepEqual(
    (await readAll([join(folder, 'empty.tar')])).map(({ notes }) => notes),
    [['the archive holds no file that could be read']],
  )
  const sources = await fromStdin(made('tar', ['-cf', '-', 'a', 'b', 'c'], '', folder), { members: 2 })
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['one\n', 'two\n', ''],
  )
  assert.match(sources[2]?.notes.join() ?? '', /^only the first 2 members/)
})

test('any bytes changed anywhere: ends, and says something', needs('tar'), async (t) => {
  const folder = filesIn(temporaryFolder(t), files)
  const whole = made('tar', ['-cf', '-', '--format=posix', 'a.log', long, 'd/empty', 'grüße.log'], '', folder)
  const change = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 30 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(whole.length), async (changes, length) => {
      const bytes = Buffer.from(whole)
      for (const [at, patch] of changes) bytes.set(patch.subarray(0, bytes.length - at), at)
      assert.ok((await fromStdin(bytes.subarray(0, length))).length > 0)
    }),
    { numRuns: 500, verbose: true },
  )
})
