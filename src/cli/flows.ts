import { count } from '../model/index.ts'
import { shownPath } from '../platform/files.ts'
import { readCapture } from '../read/capture/source.ts'
import { contentOf } from '../read/open/content.ts'
import { openEvidence } from '../read/open/open.ts'
import type { OpenedSource } from '../read/open/opened.ts'
import { printable } from '../render/printable.ts'
import { sparingFirstInterrupt } from './first-interrupt.ts'
import { flowRows, type ListedFlow } from './flow-rows.ts'
import { selected } from './flow-selection.ts'
import type { FlowsFlags } from './flows-command.ts'

/** Connections listed one by one; of more, the healthy ones are counted. */
const mostListed = 10_000
/** Read something, found no capture. */
const nothingRead = 2

/** `holdfast flows`: one line for each connection; what is not a capture is told on stderr, and only counted where a folder or an archive was named. */
export async function flows(paths: readonly string[], flags: FlowsFlags): Promise<number> {
  const { found, captures } = await sparingFirstInterrupt(paths, () => listedIn(paths))
  const wanted = selected(found, flags.filter ?? [], flags.sort)
  if (found.length > 0 && wanted.length === 0) tell(`no connection is as --filter wants it: ${count(found.length, 'connection')} left out`)
  await write(wanted, flags)
  return captures === 0 ? nothingRead : 0
}

async function listedIn(paths: readonly string[]): Promise<{ readonly found: readonly ListedFlow[]; readonly captures: number }> {
  const named = new Set(paths.map(shownPath))
  const found: ListedFlow[] = []
  let captures = 0
  let passedOver = 0
  for await (const opened of openEvidence(paths)) {
    const capture = opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`
    if (opened.repeats !== undefined) {
      for (const { text } of opened.notes) tell(`${printable(capture)}: ${text}`)
      continue
    }
    const reading = await flowsOf(opened, `s${captures + 1}`)
    if (reading === undefined) {
      if (named.has(capture)) tell(`${printable(capture)}: not a packet capture: passed over`)
      else passedOver += 1
      continue
    }
    captures += 1
    for (const flow of reading.flows) found.push({ capture, flow })
    for (const { text } of [...opened.notes, ...reading.notes]) tell(`${printable(capture)}: ${text}`)
    const { frames } = reading.capture
    if (reading.flows.length === 0 && frames > 0 && !reading.notes.some(({ lost }) => lost))
      tell(`${printable(capture)}: no TCP connection in ${count(frames, 'frame')}`)
  }
  if (passedOver > 0) tell(`${count(passedOver, 'file')} passed over: not packet captures`)
  return { found, captures }
}

function tell(line: string): void {
  process.stderr.write(`holdfast: ${line}\n`)
}

async function flowsOf(opened: OpenedSource, source: string) {
  const content = await contentOf(opened.chunks())
  if (content.kind !== 'capture') return undefined
  // Nobody asks for the digest here.
  const direct = opened.direct === undefined ? undefined : { ...opened.direct, begin: () => undefined }
  return readCapture(source, undefined, content.rest, direct, mostListed)
}

async function write(listed: readonly ListedFlow[], { output, verbose }: FlowsFlags): Promise<void> {
  const records = listed.map(({ capture, flow }) => ({ capture, ...flow }))
  if (output === 'json') process.stdout.write(`${JSON.stringify(records, undefined, 2)}\n`)
  else if (output === 'jsonl') for (const record of records) process.stdout.write(`${JSON.stringify(record)}\n`)
  else for (const line of await lines(listed, verbose === true)) process.stdout.write(`${line}\n`)
}

async function lines(listed: readonly ListedFlow[], isVerbose: boolean): Promise<readonly string[]> {
  if (!isVerbose) return flowRows(listed, process.stdout.isTTY ? process.stdout.columns : undefined)
  const { flowDetails } = await import('./flow-details.ts')
  return flowDetails(listed)
}
