import { causes } from '../causes/index.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import type { Report } from '../model/index.ts'
import { fallbackReaders } from '../read/index.ts'
import { openEvidence } from '../read/open/open.ts'
import type { OpenedSource } from '../read/open/opened.ts'
import { readEvidence } from '../read/read.ts'
import type { ExplainFlags } from './program.ts'
import { version } from './version.ts'

/** Where the evidence came from, as far as the user says it. */
export type Origin = Partial<Pick<ExplainFlags, 'host' | 'date' | 'zone'>>

/** Lets a caller see each source as it is opened. */
export type Watch = (sources: AsyncIterable<OpenedSource>) => AsyncIterable<OpenedSource>

/** Opens, reads and diagnoses: the whole of `explain` but its printing. */
export async function reportOn(paths: readonly string[], origin: Origin = {}, watch: Watch = (sources) => sources): Promise<Report> {
  const options = {
    hosts: origin.host ?? [],
    ...(origin.date === undefined ? {} : { date: origin.date }),
    ...(origin.zone === undefined ? {} : { zone: origin.zone }),
  }
  const gathered = await readEvidence(watch(openEvidence(paths, options)), options)
  return diagnose(gathered, { causes, tool: { name: 'holdfast', version: version() }, generatedAt: new Date().toISOString(), fallbackReaders })
}
