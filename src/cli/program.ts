import type { Command } from 'commander'
import { HoldfastError } from '../model/errors.ts'
import { factsAt } from '../platform/files.ts'
import { newCommand } from './command.ts'
import { explainCommand } from './explain-command.ts'
import { flowsCommand } from './flows-command.ts'
import type { Status } from './status.ts'
import { version } from './version.ts'

/** The command tree. Commands load their code when they run, so that `--help` and `--version` stay quick. */
export function program(status: Status): Command {
  const root = newCommand('holdfast')
    .description('Says what killed a network backup, from its logs, and what to do about it.')
    .version(version(), '-V, --version', 'show the version')
    .helpCommand('help [command]', 'Shows the help of a command.')
    .allowExcessArguments()
  root.addCommand(explainCommand(status))
  root.addCommand(flowsCommand(status))
  root.addCommand(causesCommand(status))
  root.addCommand(mcpCommand(status))
  root.action(() => {
    const [unknown] = root.args
    if (unknown !== undefined) throw noSuchCommand(unknown, root)
    root.outputHelp()
    status.exit = 0
  })
  return root
}

/** Help for a command that is not there would be the whole help, without a word on what was wrong. */
export function requireHelpTopic(root: Command, [first, topic]: readonly string[]): void {
  if (first !== 'help' || topic === undefined || topic.startsWith('-') || topic === 'help') return
  if (!root.commands.some((command) => command.name() === topic)) throw noSuchCommand(topic, root)
}

function causesCommand(status: Status): Command {
  return newCommand('causes')
    .description('Lists the causes that holdfast knows, or shows the document of one.')
    .argument('[id]', 'a cause, such as idle-flow-dropped')
    .action(async (id: string | undefined) => {
      const { showCauses } = await import('./causes.ts')
      status.exit = showCauses(id)
    })
}

function mcpCommand(status: Status): Command {
  return newCommand('mcp')
    .description('Answers assistants over the Model Context Protocol on standard input and output, read-only.')
    .requiredOption('--root <folder...>', 'the folders whose files may be read')
    .action(async ({ root }: { readonly root: readonly string[] }) => {
      const { serveAssistants } = await import('./mcp/serve.ts')
      status.exit = await serveAssistants(root)
    })
}

/** Logs are what people have at hand: a path in the place of a command is the commonest slip. */
function noSuchCommand(name: string, root: Command): HoldfastError {
  const fix =
    factsAt(name).kind === 'trouble'
      ? `The commands are ${root.commands.map((command) => command.name()).join(', ')}.`
      : `To have it explained: holdfast explain ${name}`
  return new HoldfastError('command-unknown', { what: `there is no command "${name}"`, fix })
}
