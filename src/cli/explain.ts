import type { Report } from '../model/index.ts'
import type { ExplainFlags } from './explain-command.ts'
import { requireSensible } from './flag-conflicts.ts'
import { sparingFirstInterrupt } from './first-interrupt.ts'
import { progress } from './progress.ts'
import { diagnosed, gather } from './report.ts'
import { exitStatus, print } from './rendered.ts'

/** `holdfast explain`: opens, reads, diagnoses, renders; the exit status says which kind of answer it is. */
export async function explain(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  requireSensible(paths, flags)
  if (flags.annotate !== undefined) (await import('./annotate.ts')).requireFreePlace(paths, flags)
  if (flags.follow === true) {
    const { followOnTerminal } = await import('./follow.ts')
    return followOnTerminal(paths, flags)
  }
  const status = progress(process.stderr)
  const gathered = await sparingFirstInterrupt(paths, () => gather(paths, flags, status.watch, flags.output === 'json' || flags.output === 'jsonl'))
  status.done()
  let report: Report = diagnosed(gathered, flags.observed)
  if (flags.ask === true) {
    const { interviewOnTerminal } = await import('./ask.ts')
    report = await interviewOnTerminal(gathered, report, flags.observed ?? [])
  }
  await print(report, flags)
  if (flags.annotate !== undefined) {
    const { annotate } = await import('./annotate.ts')
    await annotate(report, paths, flags, (line) => void process.stderr.write(`holdfast: ${line}\n`))
  }
  return exitStatus(report)
}
