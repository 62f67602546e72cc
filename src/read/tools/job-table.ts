import type { Event, EventBase } from '../../model/index.ts'

/** The head of bconsole's `list jobs`. */
const head = /^\| *jobid *\|.*\bjobstatus *\|$/i
const frame = /^\+(?:-{2,200}\+){3,20}$/
/** So many rows are kept. */
const mostRows = 500

export const jobTableSigns: readonly RegExp[] = [head, frame]

interface Row {
  readonly base: EventBase
  readonly status: string
  readonly job: string
}

/** bconsole's list of jobs: what became of each, by the letter in its last column. */
export class JobTable {
  #columns: readonly string[] | undefined
  readonly #rows: Row[] = []

  /** Whether the line is part of the list. */
  read(text: string, base: () => EventBase): boolean {
    if (frame.test(text)) return true
    if (!text.startsWith('|')) return false
    const cells = text
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (head.test(text)) {
      this.#columns = cells.map((cell) => cell.toLowerCase())
      return true
    }
    const columns = this.#columns
    if (columns === undefined || cells.length !== columns.length) return false
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? ''
    if (this.#rows.length < mostRows) {
      const job = cell('name')
      this.#rows.push({ base: { ...base(), run: `bacula JobId ${cell('jobid')}`, ...(job === '' ? {} : { job }) }, status: cell('jobstatus'), job })
    }
    return true
  }

  /** A job that ended well afterwards has left its earlier failures behind. */
  end(): readonly Event[] {
    return this.#rows.flatMap((row, index): readonly Event[] => {
      const outcome = outcomes[row.status]
      if (outcome === undefined) return []
      const text = `status ${row.status}`
      if (outcome !== 'failed') return [{ ...row.base, kind: 'run.ended', outcome, text }]
      const better = this.#rows.slice(index + 1).some(({ job, status }) => job === row.job && outcomes[status]?.startsWith('completed') === true)
      return [{ ...row.base, kind: 'run.ended', outcome, text, ...(better ? {} : { symptom: 'specific' as const }) }]
    })
  }
}

/** Job status letters of Bacula and Bareos (jcr.h); those of jobs that wait or run are left out. */
const outcomes: Readonly<Record<string, 'completed' | 'completed-with-warnings' | 'failed'>> = {
  T: 'completed',
  W: 'completed-with-warnings',
  E: 'failed',
  e: 'completed-with-warnings',
  f: 'failed',
  A: 'failed',
}
