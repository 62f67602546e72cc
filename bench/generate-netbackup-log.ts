// Writes a NetBackup debug log with three planted failures, and says where they stand. Usage: node bench/generate-netbackup-log.ts FILE|- BYTES [FAILURES_PER_MILLE]
import { openSync, writeSync } from 'node:fs'
import { netbackupLog, type Planted } from './netbackup-log.ts'

const [file = '-', bytes = '1e9', failures = '0'] = process.argv.slice(2)
const out = file === '-' ? 1 : openSync(file, 'w')
const planted: Planted[] = []
for (const piece of netbackupLog({ bytes: Number(bytes), failuresPerMille: Number(failures), plantedAt: [0.01, 0.5, 0.98] }, planted))
  writeAll(Buffer.from(piece))
process.stderr.write(`${JSON.stringify(planted.map(({ processes, port, lines }) => ({ processes, port, first: lines[0], last: lines.at(-1) })))}\n`)

/** A pipe takes as much as fits and says so, or that nothing does. */
function writeAll(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(out, bytes, from)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
