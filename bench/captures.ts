// Prints how the reading of captures compares with tshark, tcptrace and cat. Usage: node bench/captures.ts [--full=1.5e9] [--cut=3e8] [--small=1e7] [--rounds=5] [--slow-rounds=1] [--memory=0]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CaptureShape, generateCapture } from './generate-capture.ts'
import { compared, type Contender, timed } from './timed.ts'

const { values } = parseArgs({
  options: {
    full: { type: 'string', default: '1.5e9' },
    cut: { type: 'string', default: '3e8' },
    small: { type: 'string', default: '1e7' },
    rounds: { type: 'string', default: '5' },
    'slow-rounds': { type: 'string', default: '1' },
    /** Bytes that are piped in to measure memory; none unless said. */
    memory: { type: 'string', default: '0' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const holdfast = `'${process.execPath}' '${join(import.meta.dirname, '..', 'bin/holdfast.js')}'`
const seed = 7

try {
  compare('full-size frames, 5,000 connections at a time', 'full.pcap', { bytes: Number(values.full), flows: 5000, snapLength: 262_144, seed })
  compare('frames of 96 bytes, 2,000 connections at a time', 'cut.pcap', { bytes: Number(values.cut), flows: 2000, snapLength: 96, seed })
  compare('a small capture', 'small.pcap', { bytes: Number(values.small), flows: 50, snapLength: 262_144, seed })
  for (const [what, flows, segments] of [
    ['100,000 connections, 5,000 at a time', 5000, 150],
    ['100,000 connections at a time', 100_000, 4000],
  ] as const) {
    if (Number(values.memory) > 0) remember(what, { bytes: Number(values.memory), flows, segments, snapLength: 262_144, seed })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function compare(what: string, name: string, shape: CaptureShape): void {
  if (shape.bytes === 0) return
  const file = join(folder, name)
  const planted = generateCapture(file, shape)
  console.log(`\n${what}: ${(shape.bytes / 1e6).toFixed(0)} MB, ${planted.packets.toLocaleString('en-US')} packets, ${planted.connections} connections\n`)
  const contenders: readonly Contender[] = [
    { name: 'holdfast explain', command: `${holdfast} explain --quiet ${file} > /dev/null` },
    { name: 'holdfast flows', command: `${holdfast} flows ${file} > /dev/null 2>&1` },
    { name: 'tcptrace -l -n', command: `tcptrace -l -n ${file} > /dev/null` },
    { name: 'cat', command: `cat ${file} > /dev/null` },
    { name: 'tshark -q -z expert', command: `tshark -r ${file} -q -z expert > /dev/null`, rounds: Number(values['slow-rounds']) },
  ]
  const results = compared(contenders, Number(values.rounds), folder)
  const own = results[0]?.median
  console.log("| command | wall s | CPU s | peak MB | its wall / holdfast's | its CPU / holdfast's |\n|---|---|---|---|---|---|")
  for (const { name: command, median } of results) {
    const ratios = own === undefined ? [] : [median.seconds / own.seconds, median.cpuSeconds / own.cpuSeconds]
    const cells = [command, median.seconds.toFixed(2), median.cpuSeconds.toFixed(2), median.peakMb.toFixed(0), ...ratios.map((ratio) => ratio.toFixed(2))]
    console.log(`| ${cells.join(' | ')} |`)
  }
  rmSync(file)
}

/** Peak memory of `explain -` on a capture that is never written to disk. */
function remember(what: string, shape: CaptureShape): void {
  const generator = `import { generateCapture } from '${join(import.meta.dirname, 'generate-capture.ts')}'; console.error(generateCapture('/dev/stdout', ${JSON.stringify(shape)}).connections + ' connections')`
  const { seconds, peakMb } = timed(
    `'${process.execPath}' --input-type=module -e "${generator.replaceAll('"', '\\"')}" | ${holdfast} explain --quiet - > /dev/null`,
    folder,
  )
  console.log(`\n${what}: ${(shape.bytes / 1e9).toFixed(1)} GB through a pipe, ${peakMb.toFixed(0)} MB at most, ${seconds.toFixed(0)} s beside its generator`)
}
