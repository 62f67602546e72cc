import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { markdown } from '../src/render/markdown.ts'
import { terminalText } from '../src/render/terminal.ts'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'
import { asPlainUser, filesIn, made, needs, readAll, temporaryFolder } from './support/evidence.ts'

/** HOLDFAST_NIGHTLY=1 takes the full sizes: a line of 1 GB, ten million errors. */
const nightly = process.env['HOLDFAST_NIGHTLY'] === '1'
const root = join(import.meta.dirname, '..')
/** More than the program itself, less than any of the inputs held in memory. */
const mostMb = 250

interface Outcome {
  readonly status: number | null
  readonly peakMb: number
  readonly report: Report
}

/** Runs `explain -` on a stream that a shell line writes; peak memory as Linux counts it. */
async function explained(source: string): Promise<Outcome> {
  const script = `process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS)); process.argv = [process.argv[0], 'main', 'explain', '-', '-o', 'json']; await import('${join(root, 'src/main.ts')}')`
  const child = spawn('sh', ['-c', `${source} | "$0" --input-type=module -e "$1"`, process.execPath, script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    out += data
  })
  child.stderr.setEncoding('utf8').on('data', (data: string) => {
    errors += data
  })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const peak = /peak (\d+)/.exec(errors)?.[1]
  assert.ok(peak !== undefined && out !== '', `status ${status}: ${errors.slice(0, 500)}`)
  return { status, peakMb: Number(peak) / 1024, report: JSON.parse(out) }
}

const producer = (code: string): string => `'${process.execPath}' -e "${code}"`

test('a single line without end is cut, and that is told', async () => {
  const bytes = nightly ? 1e9 : 6e7
  const { report, peakMb } = await explained(`head -c ${bytes} /dev/zero | tr '\\0' x`)
  assert.ok(peakMb < mostMb, `${peakMb} MB`)
  assert.ok(
    report.sources[0]?.notes.some((note) => /1 overlong line was cut/.test(note)),
    String(report.sources[0]?.notes),
  )
  assert.equal(report.sources[0]?.bytes, bytes)
})

test('one error, very many times: bounded memory, counted, found', async () => {
  const times = nightly ? 10_000_000 : 400_000
  const line = 'rsync: connection unexpectedly closed (1234 bytes received so far) [sender]'
  const code = `const l='${line}\\n'.repeat(1000); let n=${times / 1000}; const w=()=>{while(n-->0) if(!process.stdout.write(l)) return process.stdout.once('drain',w)}; w()`
  const { report, peakMb } = await explained(producer(code))
  assert.ok(peakMb < mostMb, `${peakMb} MB`)
  const [source] = report.sources
  assert.equal(source?.read.lines, times)
  assert.ok(
    source?.notes.some((note) => /\d+ lines .* counted/.test(note)),
    source?.notes.join(),
  )
  assert.equal(report.incidents.length, 1)
})

test('terminal escapes in lines and in names reach no output', async (context) => {
  const escapes = ['\u001b[2J\u001b[31mowned', '\u001b]0;title\u0007', '\u009b5m', '\u202etxt.exe', '\u0000\u0008\u0008', '\r\u001b[1A']
  const folder = temporaryFolder(context)
  for (const [index, sequence] of escapes.entries()) {
    const line = `rsync: [sender] read error: Connection reset by peer (104) ${sequence}\nrsync: change_dir "/srv/${sequence}" failed: No such file or directory (2)\nrsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=${sequence}]\n`
    const name = sequence.replaceAll('\0', '').replaceAll('/', '')
    filesIn(folder, {
      [`${name}-${index}.log`]: line,
      [`netbackup-${index}.log`]: `10:00:00.000 [41] <16> bptm ${sequence}: socket read failed: errno = 104 - Connection reset by peer\n10:00:01.000 [41] <2> bpbrm Exit: client backup EXIT STATUS 24: ${sequence}\n`,
    })
  }
  const report = await reportOn([folder])
  assert.ok(report.incidents.length > 0)
  const texts = (['quiet', 'normal', 'verbose'] as const).map((verbosity) => terminalText(report, { width: 80, colour: false, verbosity }))
  for (const text of [...texts, markdown(report)]) assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
})

/** Folders within one another. */
const levels = 300

test('strange files and folders: read or told, never followed, never waited for', async (context) => {
  const folder = temporaryFolder(context)
  const log = 'rsync: connection unexpectedly closed (0 bytes received so far) [sender]\n'
  filesIn(folder, { 'good.log': log, 'line\nbreak.log': `2 ${log}`, '\u001b[31mred.log': `3 ${log}`, [`${'n'.repeat(250)}.log`]: `4 ${log}` })
  let deep = folder
  for (let depth = 0; depth < levels; depth += 1) {
    deep = join(deep, 'd')
    mkdirSync(deep)
  }
  writeFileSync(join(deep, 'deep.log'), `5 ${log}`)
  symlinkSync('/', join(folder, 'everything'))
  symlinkSync('loop', join(folder, 'loop'))
  made('mkfifo', [join(folder, 'pipe')])
  closeSync(openSync(join(folder, 'sparse.log'), 'w'))
  truncateSync(join(folder, 'sparse.log'), nightly ? 2e9 : 3e7)
  writeFileSync(Buffer.concat([Buffer.from(folder), Buffer.from([0x2f, 0xff, 0xfe, 0x2e, 0x6c])]), `6 ${log}`)
  writeFileSync(join(folder, 'locked.log'), `7 ${log}`, { mode: 0o000 })
  filesIn(folder, { 'locked/inside.log': `8 ${log}` })
  chmodSync(join(folder, 'locked'), 0o000)
  chmodSync(folder, 0o755)
  const report = await asPlainUser(() => reportOn([folder]))
  chmodSync(join(folder, 'locked'), 0o755)
  const notes = report.sources.flatMap((source) => source.notes.map((note) => `${source.path}: ${note}`)).join('\n')
  assert.match(notes, /symbolic links inside the folder, not followed.*: 2/)
  assert.match(notes, /named pipes inside the folder, not read: 1/)
  assert.match(notes, /locked\.log: not read: EACCES/)
  assert.match(notes, /locked: not read: EACCES/)
  const told = report.sources.filter((source) => source.read.events > 0).map(({ path }) => path.slice(folder.length + 1))
  for (const name of ['good.log', 'line\uFFFDbreak.log', '\uFFFD[31mred.log', `${'n'.repeat(250)}.log`, '\uFFFD\uFFFD.l', `${'d/'.repeat(levels)}deep.log`])
    assert.ok(told.includes(name), `${JSON.stringify(name)} is not among ${JSON.stringify(told)}\n${notes}`)
  assert.equal(report.sources.find(({ path }) => path.endsWith('sparse.log'))?.read.events, 0)
})

test('a zip bomb is stopped with a reason', needs('zip'), async (context) => {
  const folder = temporaryFolder(context)
  const bomb = (bytes: number): string => {
    const path = join(folder, `${bytes}.zip`)
    made('sh', ['-c', `head -c ${bytes} /dev/zero | zip -q -9 ${path} -`], '', folder)
    assert.ok(statSync(path).size < bytes / 500)
    return path
  }
  const before = process.memoryUsage.rss()
  const report = await reportOn([bomb(nightly ? 6e9 : 3e8)])
  const grown = (process.memoryUsage.rss() - before) / 1024 ** 2
  assert.ok(grown < mostMb, `grew by ${grown} MB`)
  assert.equal(report.incidents.length, 0)
  if (nightly) assert.match(report.sources.flatMap(({ notes }) => notes).join(), /stopped: it unpacks to more than \d+ times its size/)
  // What is stopped here is held in one string.
  const small = bomb(3e8)
  const stopped = await readAll([small], { limits: { ratioFromBytes: 1e6 } })
  assert.match(stopped.flatMap(({ notes }) => notes).join(), /^stopped: it unpacks to more than 1000 times its size, as a decompression bomb does/)
  const large = await readAll([small], { limits: { unpackedBytes: 2e6 } })
  assert.match(large.flatMap(({ notes }) => notes).join(), /^stopped: it unpacks to more than 2000000 bytes; the rest was not read/)
})
