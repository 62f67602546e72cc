import { CommanderError } from 'commander'
import { HoldfastError } from '../model/errors.ts'
import { program } from './program.ts'

/** Exit status of everything that could not run: bad usage, a path that is not there. */
const couldNotRun = 2

/** Runs one command line and gives its exit status; what the user can put right is told on stderr in three parts. */
export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', outputFailed)
  const status = { exit: 0 }
  try {
    await program(status).parseAsync([...argv], { from: 'user' })
    return status.exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : couldNotRun
    if (!(error instanceof HoldfastError)) throw error
    process.stderr.write(`holdfast: ${error.message}\n  ${error.fix}\n`)
    return couldNotRun
  }
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
