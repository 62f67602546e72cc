import { type Command, Option } from 'commander'
import type { Observed } from '../read/observed.ts'
import { newCommand } from './command.ts'
import { type CalendarDay, collectHost, collectObserved, type HostOfPath, parseDate, parseZone } from './flag-values.ts'
import type { Status } from './status.ts'

/** What `holdfast explain` was told beside its paths. */
export interface ExplainFlags {
  readonly host?: readonly HostOfPath[]
  readonly date?: CalendarDay
  readonly zone?: string
  readonly output: 'text' | 'json' | 'jsonl' | 'markdown'
  readonly observed?: readonly Observed[]
  readonly ask?: boolean
  readonly follow?: boolean
  readonly annotate?: string
  readonly force?: boolean
  readonly verbose?: boolean
  readonly quiet?: boolean
}

/** `holdfast explain`, its arguments and flags; its code is loaded when it runs. */
export function explainCommand(status: Status): Command {
  return newCommand('explain')
    .description('Reads logs, pasted e-mails, folders and archives of one end or both, and says what killed the backup.')
    .argument('<evidence...>', 'files, folders, archives, or - for standard input')
    .option('--host <name=path>', 'the host that a file or folder came from (repeatable)', collectHost)
    .option('--date <yyyy-mm-dd>', 'the day of log lines that show none', parseDate)
    .option('--zone <zone>', 'the time zone of log lines that show none, such as Europe/Berlin or +01:00', parseZone)
    .option('--observed <name=value>', 'what you know and no log says, such as always-same-age=300 (repeatable; "help" lists all)', collectObserved)
    .option('--ask', 'ask what no log says, as long as an answer could change the verdict')
    .option('-f, --follow', 'go on reading as the files grow and print what is new; Ctrl-C ends it')
    .addOption(new Option('-o, --output <form>', 'form of the answer').choices(['text', 'json', 'jsonl', 'markdown']).default('text'))
    .option('--annotate <out.pcapng>', 'write a copy of the capture with the verdict as comments on its frames; several captures get numbered copies')
    .option('--force', 'let --annotate replace a file that is there; never one that is evidence')
    .option('-v, --verbose', 'every quote, remedy and source')
    .option('-q, --quiet', 'one line for each incident, and for each source of which something was lost')
    .action(async (paths: string[], options: ExplainFlags) => {
      const { explain } = await import('./explain.ts')
      status.exit = await explain(paths, options)
    })
}
