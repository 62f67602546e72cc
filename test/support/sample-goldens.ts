import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'

/** The texts below a folder of samples by their paths in it; `expected-events.txt` is none. */
export function sampleTexts(folder: string, pattern: string, isWanted: (file: string) => boolean = () => true): ReadonlyMap<string, string> {
  const files = globSync(pattern, { cwd: folder }).map((file) => file.replaceAll('\\', '/'))
  const wanted = files.filter((file) => !file.endsWith('/expected-events.txt') && isWanted(file)).toSorted()
  return new Map(wanted.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}

/** One test for each sample: its files tell what its `expected-events.txt` holds, one line an event. */
export function testSamples(folder: string, texts: ReadonlyMap<string, string>, told: (text: string, file: string) => readonly string[]): void {
  for (const sample of new Set([...texts.keys()].map((file) => file.split('/')[0] ?? ''))) {
    test(`sample ${sample}: events are the expected ones (UPDATE_GOLDEN=1 rewrites them)`, () => {
      const own = [...texts].filter(([file]) => file.startsWith(`${sample}/`))
      const found = own.flatMap(([file, text]) => [`== ${file.slice(sample.length + 1)}`, ...told(text, file)]).join('\n')
      const golden = join(folder, sample, 'expected-events.txt')
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, `${found}\n`)
      assert.equal(`${found}\n`, readFileSync(golden, 'utf8'))
    })
  }
}
