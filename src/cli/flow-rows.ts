import { duration, type FlowRecord } from '../model/index.ts'
import { endingText, endpointText, size } from '../read/capture/quote.ts'
import { printable } from '../render/printable.ts'
import { resendCount } from './flow-selection.ts'

/** A connection and the capture that it stands in. */
export interface ListedFlow {
  /** The capture as the user named it, or as found below the folder named. */
  readonly capture: string
  readonly flow: FlowRecord
}

/** Connections as a table for people, with a heading; in one line each where there is room, or where nothing says how much room there is. */
export function flowRows(listed: readonly ListedFlow[], columns: number | undefined): readonly string[] {
  if (listed.length === 0) return []
  const several = new Set(listed.map(({ capture }) => capture)).size > 1
  const shared = several ? sharedFolder(listed.map(({ capture }) => capture)) : 0
  const days = new Set(listed.map(({ flow }) => dayOf(flow)))
  const rows = listed.map(({ capture, flow }) => cells({ capture: capture.slice(shared), flow }, days.size > 1))
  const shown = headings.flatMap((heading, index) => (heading === 'capture' && !several ? [] : [index]))
  const widths = headings.map((heading, index) => Math.max(heading.length, ...rows.map((row) => (row[index] ?? '').length)))
  const lines = [headings, ...rows].map((row) =>
    shown
      .map((index) =>
        rightAligned.has(headings[index] ?? '') ? (row[index] ?? '').padStart(widths[index] ?? 0) : (row[index] ?? '').padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  if (columns === undefined || lines.every((line) => line.length <= columns)) return lines
  return rows.flatMap((row) => narrowLines(row, several, columns))
}

const headings = [
  'capture',
  'start (UTC)',
  'from',
  'to',
  'lasted',
  'packets',
  'out',
  'back',
  'rtt',
  'resent',
  'zero win',
  'idle',
  'ended',
  'history',
  'frames',
  'filter',
] as const
const rightAligned: ReadonlySet<string> = new Set(['lasted', 'packets', 'out', 'back', 'rtt', 'resent', 'zero win', 'idle'])

function cells({ capture, flow }: ListedFlow, withDay: boolean): readonly string[] {
  const zeroWindows = flow.opener.zeroWindow.count + flow.answerer.zeroWindow.count
  const resent = resendCount(flow)
  return [
    printable(capture),
    withDay ? `${dayOf(flow)} ${timeOf(flow)}` : timeOf(flow),
    endpointText(flow.tuple.from),
    endpointText(flow.tuple.to),
    flow.packets === 1 ? '-' : lasting(flow.last.us - flow.first.us),
    String(flow.packets),
    size(flow.opener.bytes),
    size(flow.answerer.bytes),
    flow.roundTripUs === undefined ? '-' : lasting(flow.roundTripUs),
    resent === 0 ? '-' : String(resent),
    zeroWindows === 0 ? '-' : String(zeroWindows),
    flow.idle.longest === undefined ? '-' : duration(flow.idle.longest.us),
    endingText(flow),
    flow.history,
    flow.first.frame === flow.last.frame ? String(flow.first.frame) : `${flow.first.frame}-${flow.last.frame}`,
    flow.filter,
  ]
}

function narrowLines(row: readonly string[], several: boolean, columns: number): readonly string[] {
  const cell = (heading: (typeof headings)[number]): string => row[headings.indexOf(heading)] ?? ''
  const told = (name: string, heading: (typeof headings)[number]): readonly string[] => (cell(heading) === '-' ? [] : [`${name} ${cell(heading)}`])
  const who = [cell('start (UTC)'), cell('from'), `> ${cell('to')}`, cell('ended')]
  const numbers = [
    cell('packets') === '1' ? '1 packet' : `${cell('packets')} packets in ${cell('lasted')}`,
    `${cell('out')} out`,
    `${cell('back')} back`,
    ...told('rtt', 'rtt'),
    ...told('resent', 'resent'),
    ...told('zero windows', 'zero win'),
    ...told('idle', 'idle'),
  ]
  const where = [...(several ? [cell('capture')] : []), cell('filter'), `${cell('frames').includes('-') ? 'frames' : 'frame'} ${cell('frames')}`]
  return [
    ...filled(who, ' ', '', columns),
    ...filled(numbers, ', ', indent, columns),
    ...broken(`${indent}${cell('history')}`, columns),
    ...filled(where, ', ', indent, columns),
  ]
}

const indent = '    '

/** As many pieces on a line as there is room for; what follows is indented. */
function filled(pieces: readonly string[], separator: string, lead: string, columns: number): readonly string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    const longer = `${last ?? ''}${separator}${piece}`
    if (last === undefined) lines.push(`${lead}${piece}`)
    else if (longer.length <= columns) lines[lines.length - 1] = longer
    else lines.push(`${indent}${piece}`)
  }
  return lines.flatMap((line) => broken(line, columns))
}

/** A history has no blanks to break it at. */
function broken(line: string, columns: number): readonly string[] {
  const room = Math.max(columns, 2 * indent.length)
  return line.length <= room ? [line] : [line.slice(0, room), ...broken(`${indent}${line.slice(room)}`, room)]
}

/** How much of the paths is the folder that all share. */
function sharedFolder([first = '', ...others]: readonly string[]): number {
  let end = first.lastIndexOf('/') + 1
  while (end > 0 && !others.every((path) => path.startsWith(first.slice(0, end)))) end = first.lastIndexOf('/', end - 2) + 1
  return end
}

/** Below ten milliseconds the unit of `duration` is too coarse. */
export function lasting(us: number): string {
  return us > 0 && us < 10_000 ? `${(us / 1000).toFixed(us < 100 ? 3 : 2)} ms` : duration(us)
}

function dayOf(flow: FlowRecord): string {
  return isoOf(flow).slice(0, 10)
}

/** When it began, in UTC. */
export function timeOf(flow: FlowRecord): string {
  return isoOf(flow).slice(11, 23)
}

/** Times outside the calendar come from damaged captures. */
function isoOf(flow: FlowRecord): string {
  const ms = Math.floor(flow.first.us / 1000)
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : '?'.repeat(23)
}
