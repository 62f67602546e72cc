import type { Report } from '../model/index.ts'
import type { ExplainFlags } from './explain-command.ts'

type Form = Pick<ExplainFlags, 'output' | 'verbose' | 'quiet'>

/** Prints the report in the form that the flags ask for. */
export async function print(report: Report, flags: Form): Promise<void> {
  for (const piece of await pieces(report, flags)) process.stdout.write(piece)
}

/** The report in the form that the flags ask for, ready to be printed. */
export async function rendered(report: Report, flags: Form): Promise<string> {
  return [...(await pieces(report, flags))].join('')
}

/** A document may be too long for one string. */
async function pieces(report: Report, flags: Form): Promise<Iterable<string>> {
  if (flags.output === 'json') {
    const { jsonPieces } = await import('../render/json.ts')
    return jsonPieces(report)
  }
  if (flags.output === 'jsonl') {
    const { jsonLines } = await import('../render/jsonl.ts')
    return [jsonLines(report)]
  }
  if (flags.output === 'markdown') {
    const { markdown } = await import('../render/markdown.ts')
    return [markdown(report)]
  }
  const { terminalText } = await import('../render/terminal.ts')
  const verbosity = flags.quiet === true ? 'quiet' : flags.verbose === true ? 'verbose' : 'normal'
  return [terminalText(report, { width: paperWidth(), colour: wantsColour(process.stdout), verbosity })]
}

/** Longer lines are hard to read, however wide the terminal is. */
const widestPaper = 100
/** Narrower than this, quotes and places do not fit. */
const narrowestPaper = 40

/** In columns; a terminal that does not know its width says 0, and where there is none, COLUMNS may say what is wanted. */
export function paperWidth(): number {
  const wanted = Number(process.env['COLUMNS'])
  if (process.stdout.columns > 0) return Math.min(process.stdout.columns, widestPaper)
  return Number.isInteger(wanted) && wanted >= narrowestPaper ? wanted : 80
}

/** The exit status says which kind of answer it is, as linters do. */
export function exitStatus({ conclusion }: Report): number {
  return { clean: 0, 'no-failure-seen': 0, incidents: 1, incomplete: 2, 'nothing-recognised': 2 }[conclusion]
}

/** Colour only on a terminal that shows it; NO_COLOR and FORCE_COLOR are honoured (no-color.org, force-color.org). */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false
  if (process.env['FORCE_COLOR'] !== undefined) return process.env['FORCE_COLOR'] !== '0'
  return stream.isTTY === true && process.env['TERM'] !== 'dumb'
}
