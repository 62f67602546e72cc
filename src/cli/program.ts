import { Command, InvalidArgumentError, Option } from 'commander'
import { version } from './version.ts'

/** Where a command leaves its exit status; commands never end the process themselves. */
export interface Status {
  exit: number
}

/** The command tree. Commands load their code when they run, so that `--help` and `--version` stay quick. */
export function program(status: Status): Command {
  const root = new Command('holdfast')
    .description('Says what killed a network backup, from its logs, and what to do about it.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 80, 100) })
    .addHelpText('after', '\nFirst steps:\n  holdfast explain /var/log/amanda\n  holdfast explain client.log server.log\n  some-command | holdfast explain -\n')
  root.addCommand(explainCommand(status))
  root.addCommand(causesCommand(status))
  root.action(() => {
    root.outputHelp()
    status.exit = 0
  })
  return root
}

function explainCommand(status: Status): Command {
  return new Command('explain')
    .exitOverride()
    .description('Reads logs, pasted e-mails, folders and archives of one end or both, and says what killed the backup.')
    .argument('<evidence...>', 'files, folders, archives, or - for standard input')
    .option('--host <name=path>', 'the host that a file or folder came from (repeatable)', collectHost, [])
    .option('--date <yyyy-mm-dd>', 'the day of log lines that show none', parseDate)
    .option('--zone <zone>', 'the time zone of log lines that show none, such as Europe/Berlin or +01:00', parseZone)
    .addOption(new Option('-o, --output <form>', 'form of the answer').choices(['text', 'json', 'markdown']).default('text'))
    .option('-v, --verbose', 'every quote, remedy and source')
    .option('-q, --quiet', 'the first line of each incident only')
    .addHelpText('after', '\nExit status: 0 no failure found, 1 an incident was found, 2 nothing was recognised or it could not run.\n')
    .action(async (paths: string[], options: ExplainFlags) => {
      const { explain } = await import('./explain.ts')
      status.exit = await explain(paths, options)
    })
}

function causesCommand(status: Status): Command {
  return new Command('causes')
    .exitOverride()
    .description('Lists the causes that holdfast knows, or shows the document of one.')
    .argument('[id]', 'a cause, such as idle-flow-dropped')
    .action(async (id: string | undefined) => {
      const { showCauses } = await import('./causes.ts')
      status.exit = showCauses(id)
    })
}

export interface ExplainFlags {
  readonly host: readonly HostOfPath[]
  readonly date?: CalendarDay
  readonly zone?: string
  readonly output: 'text' | 'json' | 'markdown'
  readonly verbose?: boolean
  readonly quiet?: boolean
}

export interface HostOfPath {
  readonly name: string
  readonly path: string
}

export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

function collectHost(value: string, before: readonly HostOfPath[]): readonly HostOfPath[] {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(value) ?? []
  if (name === undefined || path === undefined) throw new InvalidArgumentError('Give it as NAME=PATH, for example --host backup1=/tmp/logs/backup1.')
  return [...before, { name, path }]
}

function parseDate(value: string): CalendarDay {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []
  const time = Date.parse(`${value}T00:00:00Z`)
  if (year === undefined || Number.isNaN(time) || new Date(time).getUTCDate() !== Number(day)) throw new InvalidArgumentError('Give a date as YYYY-MM-DD.')
  return { year: Number(year), month: Number(month), day: Number(day) }
}

function parseZone(value: string): string {
  try {
    Temporal.Now.instant().toZonedDateTimeISO(value)
    return value
  } catch {
    throw new InvalidArgumentError('Give an IANA name such as Europe/Berlin, an offset such as +01:00, or UTC.')
  }
}
