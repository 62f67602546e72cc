// Writes src/read/skim/scan-program.ts from scan.wat beside it. Needs wat2wasm (WABT). Usage: node scripts/scan-program.ts
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { programModule } from './program-module.ts'

const folder = new URL('../src/read/skim/', import.meta.url)
const binary = execFileSync('wat2wasm', [new URL('scan.wat', folder).pathname, '--enable-relaxed-simd', '--output=-'])
writeFileSync(new URL('scan-program.ts', folder), programModule(binary, 'scanProgram', 'scan-program', 'scan.wat'))
