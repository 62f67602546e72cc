// Prints how the reading of captures compares with tshark and tcptrace. Usage: node bench/captures.ts [--full=1.5e9] [--cut=3e8] [--small=1e7] [--rounds=5] [--tshark-rounds=1]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generateCapture } from './generate-capture.ts'
import { compared, type Contender } from './timed.ts'

const { values } = parseArgs({
  options: {
    full: { type: 'string', default: '1.5e9' },
    cut: { type: 'string', default: '3e8' },
    small: { type: 'string', default: '1e7' },
    rounds: { type: 'string', default: '5' },
    'tshark-rounds': { type: 'string', default: '1' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const holdfast = `'${process.execPath}' '${join(import.meta.dirname, '..', 'src/main.ts')}'`

try {
  compare('full-size frames, 5,000 connections at a time', 'full.pcap', { bytes: Number(values.full), flows: 5000, snapLength: 262_144 })
  compare('frames of 96 bytes, 2,000 connections at a time', 'cut.pcap', { bytes: Number(values.cut), flows: 2000, snapLength: 96 })
  compare('a small capture', 'small.pcap', { bytes: Number(values.small), flows: 50, snapLength: 262_144 })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function compare(what: string, name: string, shape: { readonly bytes: number; readonly flows: number; readonly snapLength: number }): void {
  const file = join(folder, name)
  const planted = generateCapture(file, { ...shape, seed: 7 })
  console.log(`\n${what}: ${(shape.bytes / 1e6).toFixed(0)} MB, ${planted.packets.toLocaleString('en-US')} packets, ${planted.connections} connections`)
  const quick: readonly Contender[] = [
    { name: 'holdfast flows', command: `${holdfast} flows ${file} > /dev/null` },
    { name: 'holdfast explain', command: `${holdfast} explain --quiet ${file} > /dev/null` },
    { name: 'tcptrace -l -n', command: `tcptrace -l -n ${file} > /dev/null` },
    { name: 'cat', command: `cat ${file} > /dev/null` },
  ]
  const slow: readonly Contender[] = [{ name: 'tshark -q -z expert', command: `tshark -r ${file} -q -z expert > /dev/null` }]
  const results = [...compared(quick, Number(values.rounds), folder), ...compared(slow, Number(values['tshark-rounds']), folder)]
  const own = results[0]?.median
  for (const { name, median } of results) {
    const ratio =
      own === undefined
        ? ''
        : `${(median.seconds / own.seconds).toFixed(2)} x by the clock, ${(median.cpuSeconds / own.cpuSeconds).toFixed(2)} x by processor time`
    console.log(
      `  ${name.padEnd(20)} ${median.seconds.toFixed(2).padStart(7)} s  ${median.cpuSeconds.toFixed(2).padStart(7)} s cpu  ${median.peakMb.toFixed(0).padStart(5)} MB  ${ratio}`,
    )
  }
}
