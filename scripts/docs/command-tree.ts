import type { Command } from 'commander'
import { helpSections, type HelpSection } from '../../src/cli/help-text.ts'

/** A command as manual page, completions and reference need it. */
export interface CommandEntry {
  readonly name: string
  /** `holdfast explain`. */
  readonly fullName: string
  readonly description: string
  readonly parameters: readonly ParameterEntry[]
  readonly flags: readonly FlagEntry[]
  readonly sections: readonly HelpSection[]
  readonly commands: readonly CommandEntry[]
}

export interface ParameterEntry {
  readonly name: string
  readonly description: string
  readonly required: boolean
  readonly variadic: boolean
}

export interface FlagEntry {
  readonly short?: string
  readonly long: string
  /** `name=path`, `form`; undefined for a switch. */
  readonly value?: string
  readonly description: string
  readonly choices: readonly string[]
  readonly default?: string
}

/** The whole tree of commands as plain data. */
export function commandTree(command: Command, parent = ''): CommandEntry {
  const fullName = `${parent} ${command.name()}`.trim()
  const help = command.createHelp()
  return {
    name: command.name(),
    fullName,
    description: command.description(),
    parameters: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
      variadic: argument.variadic,
    })),
    flags: help.visibleOptions(command).map((option) => {
      const value = /[<[]([^\]>]+)[\]>]/.exec(option.flags)?.[1]
      return {
        ...(option.short === undefined ? {} : { short: option.short }),
        long: option.long ?? option.flags,
        ...(value === undefined ? {} : { value }),
        description: option.description,
        choices: option.argChoices ?? [],
        ...(typeof option.defaultValue === 'string' ? { default: option.defaultValue } : {}),
      }
    }),
    sections: helpSections[command.name()] ?? [],
    commands: help
      .visibleCommands(command)
      .filter((one) => one.name() !== 'help')
      .map((one) => commandTree(one, fullName)),
  }
}

/** `holdfast explain [options] <evidence...>`. */
export function usageOf({ fullName, parameters, commands }: CommandEntry): string {
  const named = parameters.map(({ name, required, variadic }) => {
    const dots = variadic ? '...' : ''
    return required ? `<${name}${dots}>` : `[${name}${dots}]`
  })
  return [fullName, '[options]', ...(commands.length === 0 ? named : ['<command>'])].join(' ')
}

/** `-o, --output <form>`. */
export function flagForm({ short, long, value }: FlagEntry): string {
  return `${short === undefined ? '' : `${short}, `}${long}${value === undefined ? '' : ` <${value}>`}`
}

/** The description with its choices and default, as a sentence without a full stop. */
export function flagText({ description, choices, default: usual }: FlagEntry): string {
  const more = [...(choices.length === 0 ? [] : [`one of ${choices.join(', ')}`]), ...(usual === undefined ? [] : [`${usual} by default`])]
  return more.length === 0 ? description : `${description} (${more.join('; ')})`
}
