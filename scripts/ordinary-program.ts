// Writes src/read/capture/ordinary/program.ts from the .as files beside it. Usage: node scripts/ordinary-program.ts
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { programModule } from './program-module.ts'
import { headBytes } from '../src/read/capture/units.ts'
import { enhancedPacket } from '../src/read/capture/pcapng.ts'
import { protocol } from '../src/read/capture/decode-ip.ts'
import { ether } from '../src/read/capture/decode.ts'
import { slotMask } from '../src/read/capture/flow-table.ts'
import { letter } from '../src/read/capture/engine.ts'
import { firstEntries, gapMark, gapSteps, lastEntries, mostCounted } from '../src/read/capture/history.ts'
import { brokenWith, historyGapUs, noticedGapUs } from '../src/read/capture/idle.ts'
import * as layout from '../src/read/capture/layout.ts'
import * as memoryMap from '../src/read/capture/ordinary/memory-map.ts'
import { paddedTimestamps } from '../src/read/capture/options.ts'
import { mostCaptured } from '../src/read/capture/pcap.ts'
import { idStep, lateStep } from '../src/read/capture/host-signs.ts'
import * as samples from '../src/read/capture/samples.ts'
import { flag } from '../src/read/capture/segment.ts'

const folder = path.join(import.meta.dirname, '../src/read/capture/ordinary')
/** Nothing is allocated, and the memory is handed to it. */
const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536', '--enable', 'threads']
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', ...memory]

const limits = {
  headBytes,
  mostCaptured,
  enhancedPacket,
  ether4: ether.ip4,
  ether6: ether.ip6,
  tcp: protocol.tcp,
  slotMask,
  historyGapUs,
  noticedGapUs,
  firstEntries,
  lastEntries,
  gapMark,
  mostCounted,
  dataLetter: letter.data,
  ackLetter: letter.ack,
  lateStep,
  idStep,
  paddedTimestamps,
  brokenWithAck: brokenWith.indexOf('ack'),
  brokenWithData: brokenWith.indexOf('data'),
  ackFlag: flag.ack,
  controlFlags: flag.syn | flag.fin | flag.rst,
}

/** The numbers of the engine in AssemblyScript: objects become namespaces. */
export function layoutText(): string {
  const parts = Object.entries({ ...layout, ...memoryMap, ...samples, gapSteps, limits }).flatMap(([name, value]) => {
    if (typeof value === 'number') return [`export const ${name} = ${value}`]
    if (typeof value !== 'object') return []
    const fields = Object.entries(value).map(([field, number]) => `  export const ${field} = ${number}`)
    return [`export namespace ${name} {\n${fields.join('\n')}\n}`]
  })
  return `${parts.join('\n')}\n`
}

/** The WebAssembly program. Throws with the compiler's words when it does not compile. */
function compiled(): Uint8Array {
  const work = mkdtempSync(path.join(tmpdir(), 'holdfast-program-'))
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.as')) copyFileSync(path.join(folder, name), path.join(work, name.replace(/as$/, 'ts')))
    writeFileSync(path.join(work, 'layout.ts'), layoutText())
    const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
    execFileSync(process.execPath, [compiler, 'records.ts', '--outFile', 'records.wasm', ...options], { cwd: work, stdio: ['ignore', 'inherit', 'inherit'] })
    return readFileSync(path.join(work, 'records.wasm'))
  } finally {
    rmSync(work, { recursive: true })
  }
}

/** The text of the module that holds the program. */
export function ordinaryModule(): string {
  return programModule(compiled(), 'ordinaryProgram', 'ordinary-program', 'the .as files beside it')
}

if (import.meta.main) writeFileSync(path.join(folder, 'program.ts'), ordinaryModule())
