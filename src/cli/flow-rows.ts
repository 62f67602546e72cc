import { duration, type FlowRecord } from '../model/index.ts'
import { endingText, endpointText, size } from '../read/capture/quote.ts'
import { resendCount } from './flow-selection.ts'

/** One line for each connection needs this many columns; with fewer, its numbers take a second one. */
const columnsForOneLine = 132

/** Connections as a table for people, with a heading; in one line each where there is room, or where nothing says how much room there is. */
export function flowRows(flows: readonly FlowRecord[], columns: number | undefined): readonly string[] {
  if (flows.length === 0) return []
  const days = new Set(flows.map((flow) => dayOf(flow)))
  const rows = flows.map((flow) => cells(flow, days.size > 1))
  if (columns !== undefined && columns < columnsForOneLine) return rows.flatMap((row) => twoLines(row))
  const widths = headings.map((heading, index) => Math.max(heading.length, ...rows.map((row) => (row[index] ?? '').length)))
  return [headings, ...rows].map((row) =>
    row
      .map((cell, index) => (rightAligned.has(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const headings: readonly string[] = ['start (UTC)', 'from', 'to', 'lasted', 'out', 'back', 'rtt', 'resent', 'zero win', 'idle', 'ended', 'history']
const rightAligned: ReadonlySet<number> = new Set([3, 4, 5, 6, 7, 8, 9])

function cells(flow: FlowRecord, withDay: boolean): readonly string[] {
  const zeroWindows = flow.opener.zeroWindow.count + flow.answerer.zeroWindow.count
  const resent = resendCount(flow)
  return [
    withDay ? `${dayOf(flow)} ${timeOf(flow)}` : timeOf(flow),
    endpointText(flow.tuple.from),
    endpointText(flow.tuple.to),
    duration(flow.last.us - flow.first.us),
    size(flow.opener.bytes),
    size(flow.answerer.bytes),
    flow.roundTripUs === undefined ? '-' : roundTrip(flow.roundTripUs),
    resent === 0 ? '-' : String(resent),
    zeroWindows === 0 ? '-' : String(zeroWindows),
    flow.idle.longest === undefined ? '-' : duration(flow.idle.longest.us),
    endingText(flow),
    flow.history,
  ]
}

function twoLines([
  start = '',
  from = '',
  to = '',
  lasted = '',
  out = '',
  back = '',
  rtt = '-',
  resent = '-',
  zero = '-',
  idle = '-',
  ended = '',
  history = '',
]: readonly string[]): readonly string[] {
  const numbers = [`${lasted}, ${out} out, ${back} back`, ...told('rtt', rtt), ...told('resent', resent), ...told('zero windows', zero), ...told('idle', idle)]
  return [`${start} ${from} > ${to} ${ended}`, `    ${numbers.join(', ')}`, `    ${history}`]
}

function told(name: string, value: string): readonly string[] {
  return value === '-' ? [] : [`${name} ${value}`]
}

/** Below a millisecond the unit of `duration` is too coarse. */
function roundTrip(us: number): string {
  return us < 10_000 ? `${(us / 1000).toFixed(2)} ms` : duration(us)
}

function dayOf(flow: FlowRecord): string {
  return isoOf(flow).slice(0, 10)
}

function timeOf(flow: FlowRecord): string {
  return isoOf(flow).slice(11, 23)
}

/** Times outside the calendar come from damaged captures. */
function isoOf(flow: FlowRecord): string {
  const ms = Math.floor(flow.first.us / 1000)
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : '?'.repeat(23)
}
