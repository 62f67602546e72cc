import type { Report } from '../model/index.ts'
import type { ExplainFlags } from './program.ts'
import { progress } from './progress.ts'
import { reportOn } from './report.ts'

/** `holdfast explain`: opens, reads, diagnoses, renders; the exit status says which kind of answer it is. */
export async function explain(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  const status = progress(process.stderr)
  const report = await reportOn(paths, flags, status.watch)
  status.done()
  process.stdout.write(await rendered(report, flags))
  return { clean: 0, incidents: 1, 'nothing-recognised': 2 }[report.conclusion]
}

async function rendered(report: Report, flags: ExplainFlags): Promise<string> {
  if (flags.output === 'json') return `${JSON.stringify(report, undefined, 2)}\n`
  if (flags.output === 'markdown') {
    const { markdown } = await import('../render/markdown.ts')
    return markdown(report)
  }
  const { terminalText } = await import('../render/terminal.ts')
  const verbosity = flags.quiet === true ? 'quiet' : flags.verbose === true ? 'verbose' : 'normal'
  const width = Math.min(process.stdout.columns ?? 80, 100)
  return terminalText(report, { width, colour: wantsColour(process.stdout), verbosity })
}

/** Colour only on a terminal that shows it; NO_COLOR and FORCE_COLOR are honoured (no-color.org, force-color.org). */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false
  if (process.env['FORCE_COLOR'] !== undefined) return process.env['FORCE_COLOR'] !== '0'
  return stream.isTTY === true && process.env['TERM'] !== 'dumb'
}
