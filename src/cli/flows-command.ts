import { type Command, Option } from 'commander'
import { newCommand } from './command.ts'
import { collectFilter, type FlowFilter, type FlowOrder, flowOrders } from './flow-selection.ts'
import type { Status } from './status.ts'

/** What `holdfast flows` was told beside its paths. */
export interface FlowsFlags {
  readonly output: 'text' | 'json' | 'jsonl'
  readonly sort: FlowOrder
  readonly filter?: readonly FlowFilter[]
  readonly verbose?: boolean
}

/** `holdfast flows`, its arguments and flags; its code is loaded when it runs. */
export function flowsCommand(status: Status): Command {
  return newCommand('flows')
    .description('Lists the TCP connections in packet captures, one line each: what they carried, what went wrong, how they ended.')
    .argument('<capture...>', 'pcap or pcapng files, packed or not, folders, or - for standard input')
    .addOption(new Option('-o, --output <form>', 'form of the list').choices(['text', 'json', 'jsonl']).default('text'))
    .addOption(new Option('-s, --sort <by>', 'order of the list').choices(flowOrders).default('start'))
    .option(
      '-f, --filter <what>',
      'only connections with host=ADDRESS, port=NUMBER, ended=reset|timeout|fin|open, troubled, or a range such as idle=60.. (repeatable; commas join)',
      collectFilter,
    )
    .option('-v, --verbose', 'every counter of each connection, both directions beside each other')
    .action(async (paths: string[], options: FlowsFlags) => {
      const { flows } = await import('./flows.ts')
      status.exit = await flows(paths, options)
    })
}
