import { CommanderError, InvalidArgumentError } from 'commander'
import { isObservedName, observable, type Observed, valueProblem } from '../read/observed.ts'

/** `--host NAME=PATH`. */
export interface HostOfPath {
  readonly name: string
  readonly path: string
}

/** `--date YYYY-MM-DD`. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Adds one `--host`. */
export function collectHost(value: string, before: readonly HostOfPath[] = []): readonly HostOfPath[] {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(value) ?? []
  if (name === undefined || path === undefined) throw new InvalidArgumentError('Give it as NAME=PATH, for example --host backup1=/tmp/logs/backup1.')
  return [...before, { name, path }]
}

/** Reads a `--date` that the calendar has. */
export function parseDate(value: string): CalendarDay {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []
  const time = Date.parse(`${value}T00:00:00Z`)
  if (year === undefined || Number.isNaN(time) || new Date(time).getUTCDate() !== Number(day)) throw new InvalidArgumentError('Give a date as YYYY-MM-DD.')
  return { year: Number(year), month: Number(month), day: Number(day) }
}

/** Checks a `--zone`. */
export function parseZone(value: string): string {
  try {
    Temporal.Now.instant().toZonedDateTimeISO(value)
    return value
  } catch {
    throw new InvalidArgumentError('Give an IANA name such as Europe/Berlin, an offset such as +01:00, or UTC.')
  }
}

/** Adds one `--observed`; `help` prints what can be said and ends the command well. */
export function collectObserved(value: string, before: readonly Observed[] = []): readonly Observed[] {
  if (value === 'help') {
    process.stdout.write(observedList())
    throw new CommanderError(0, 'holdfast.observed-help', '')
  }
  const [, name = '', given] = /^([^=]*)(?:=(.*))?$/s.exec(value) ?? []
  if (!isObservedName(name)) {
    const near = Object.keys(observable).filter((one) => name !== '' && one.split('-').some((part) => part.length > 3 && name.includes(part)))
    throw new InvalidArgumentError(near.length > 0 ? `Did you mean ${near.slice(0, 3).join(' or ')}?` : 'Run `holdfast explain --observed help` for the list.')
  }
  const observed = { name, ...(given === undefined ? {} : { value: given }) }
  const problem = valueProblem(observed)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return [...before, observed]
}

function observedList(): string {
  const rows = Object.entries(observable).map(([name, { says, value }]) => [value === undefined ? name : `${name}[=${value.toUpperCase()}]`, says] as const)
  const widest = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, says]) => `${name.padEnd(widest)}  ${says}\n`).join('')
}
