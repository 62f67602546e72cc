import type { FlowRecord } from '../model/index.ts'
import { readCapture } from '../read/capture/source.ts'
import { contentOf } from '../read/open/content.ts'
import { openEvidence } from '../read/open/open.ts'
import type { OpenedSource } from '../read/open/opened.ts'
import { printable } from '../render/printable.ts'
import type { FlowsFlags } from './flows-command.ts'
import { flowRows } from './flow-rows.ts'
import { selected } from './flow-selection.ts'

/** Connections listed one by one; of more, the healthy ones are counted. */
const mostListed = 10_000
/** Read something, found no capture. */
const nothingRead = 2

/** `holdfast flows`: one line for each connection; what is not a capture is told on stderr. */
export async function flows(paths: readonly string[], flags: FlowsFlags): Promise<number> {
  const found: FlowRecord[] = []
  let captures = 0
  for await (const opened of openEvidence(paths)) {
    const reading = await flowsOf(opened, `s${captures + 1}`)
    const path = opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`
    if (reading === undefined) process.stderr.write(`holdfast: ${printable(path)}: not a packet capture: passed over\n`)
    else {
      captures += 1
      found.push(...reading.flows)
      for (const note of [...opened.notes, ...reading.notes]) process.stderr.write(`holdfast: ${printable(path)}: ${note}\n`)
    }
  }
  await write(selected(found, flags.filter ?? [], flags.sort), flags)
  return captures === 0 ? nothingRead : 0
}

async function flowsOf(opened: OpenedSource, source: string) {
  const content = await contentOf(opened.chunks())
  if (content.kind !== 'capture') return undefined
  // Nobody asks for the digest here.
  const direct = opened.direct === undefined ? undefined : { ...opened.direct, begin: () => undefined }
  return readCapture(source, undefined, content.rest, direct, mostListed)
}

async function write(flows: readonly FlowRecord[], { output }: FlowsFlags): Promise<void> {
  if (output === 'json') process.stdout.write(`${JSON.stringify(flows, undefined, 2)}\n`)
  else if (output === 'jsonl') for (const flow of flows) process.stdout.write(`${JSON.stringify(flow)}\n`)
  else for (const row of flowRows(flows, process.stdout.isTTY ? process.stdout.columns : undefined)) process.stdout.write(`${row}\n`)
}
