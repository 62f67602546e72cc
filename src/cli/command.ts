import { Command, type Help } from 'commander'
import { printable } from '../render/printable.ts'
import { helpSections } from './help-text.ts'

/** A line of help longer than this is hard to read, however wide the terminal is. */
const widestHelp = 100
/** Below this many columns, terms and their descriptions do not fit beside each other. */
const narrow = 60

/** A command that reports errors and shows help as all of them do, and never ends the process. */
export function newCommand(name: string): Command {
  const helpWidth = Math.min(process.stdout.columns || 80, widestHelp)
  const command: Command = new Command(name)
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .configureHelp(helpWidth < narrow ? { helpWidth, minWidthToWrap: 20, formatItem: stacked } : { helpWidth })
    .configureOutput({ outputError: (text, write) => write(errorText(text, command)) })
  return command.addHelpText('after', () => afterText(command, helpWidth))
}

/** A term with its description below it. */
function stacked(term: string, _: number, description: string, help: Help): string {
  const indented = help.boxWrap(description, (help.helpWidth ?? narrow) - 6).replace(/^/gm, '      ')
  return description === '' ? `  ${term}` : `  ${term}\n${indented}`
}

/** What happened on the first line and what to do on the second, as in every error of the program. */
function errorText(text: string, command: Command): string {
  const [first = '', hint = ''] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n')
  const help = `Run \`${fullName(command)} --help\` for its flags.`
  const [, what, fix] = /^(.+? is invalid)\. (.+)$/.exec(first) ?? []
  const missing = /^missing required argument '(.+)'$/.exec(first)?.[1]
  if (missing !== undefined) return told(`${command.name()}: no ${missing} given`, `Usage: ${fullName(command)} ${command.usage()}`)
  return told(what ?? first, fix ?? suggestion(first, hint) ?? help)
}

/** The names that commander finds near, without those that only have a few letters in common. */
function suggestion(what: string, hint: string): string | undefined {
  const wrong = /'-*([^']*)'/.exec(what)?.[1] ?? ''
  const names = /\(Did you mean (?:one of )?(.+)\?\)/.exec(hint)?.[1]?.split(', ') ?? []
  const near = names.filter((name) => {
    const bare = name.replace(/^-+/, '')
    return bare[0] === wrong[0] || bare.endsWith(wrong) || wrong.endsWith(bare)
  })
  return near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`
}

function told(what: string, fix: string): string {
  return `holdfast: ${printable(what)}\n  ${printable(fix)}\n`
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}

function afterText(command: Command, width: number): string {
  const help = command.createHelp()
  const sections = helpSections[command.name()] ?? []
  const lines = (section: (typeof sections)[number]): readonly string[] =>
    section.commands === true ? section.lines : section.lines.flatMap((line) => help.boxWrap(line, Math.max(30, width - 2)).split('\n'))
  return sections
    .map(
      (section) =>
        `\n${section.title}:\n${lines(section)
          .map((line) => `  ${line}\n`)
          .join('')}`,
    )
    .join('')
}
