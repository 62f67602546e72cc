import { CommanderError } from 'commander'
import { HoldfastError } from '../model/errors.ts'
import { printable } from '../render/printable.ts'
import { program, requireHelpTopic } from './program.ts'
import { version } from './version.ts'

/** Exit status of everything that could not run: bad usage, a path that is not there. */
const couldNotRun = 2

/** Runs one command line and gives its exit status; what the user can put right is told on stderr in three parts. */
export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', outputFailed)
  const status = { exit: 0 }
  try {
    const root = program(status)
    requireHelpTopic(root, argv)
    await root.parseAsync([...argv], { from: 'user' })
    return status.exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : couldNotRun
    process.stderr.write(error instanceof HoldfastError ? `holdfast: ${printable(error.message)}\n  ${printable(error.fix)}\n` : ownFault(error))
    return couldNotRun
  }
}

/** What nothing foresaw is a fault of the program, which must not look like a finding: Node.js itself would end with the status of one. */
function ownFault(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const lines = trace.split('\n').map((line) => `  ${printable(line)}`)
  return `holdfast: this is a fault of holdfast ${version()}, not of your evidence; please report it with these lines:\n${lines.join('\n')}\n`
}

/** A reader that has seen enough (`| head`) closes the pipe: that is success; an answer that could not be written is none. */
function outputFailed({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' || lostOutput.told) return
  lostOutput.told = true
  process.stderr.write(`holdfast: the output could not be written: ${message}\n`)
  process.once('exit', () => {
    process.exitCode = couldNotRun
  })
}

/** Every write to a full disk fails anew. */
const lostOutput = { told: false }
