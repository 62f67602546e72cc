import type { Event, EventBase, System } from '../../model/index.ts'
import { meaningOf, statusOf } from '../netbackup/status-codes.ts'
import { reported } from '../netbackup/status-bodies.ts'
import { settle } from '../rsync/settle.ts'
import { toldByCode } from '../rsync/trailer.ts'
import type { ToldStatus } from './told-status.ts'

/** A status with the words that tell of it. */
export interface StatusSaid extends ToldStatus {
  readonly base: EventBase
}

/**
 * What a status stands for by the table of its product, the most telling first; nothing for a number that is none of its failures. `system`: the product, as
 * the sentence or the text around it names it; where only the text does, the number must be one that its backups often end with.
 */
export function statusEvents({ code, system: named, base }: StatusSaid, system: System): readonly Event[] {
  switch (system) {
    case 'netbackup':
      return (named === 'other' ? statusOf(code) : meaningOf(code)) === undefined
        ? []
        : reported(code).map(({ body }, index) => ({ ...base, ...body, system, symptom: index === 0 ? 'specific' : 'echo' }))
    case 'rsync':
      return settle(toldByCode(code).flatMap(({ told, rank }) => (rank === undefined ? [] : [{ rank, event: { ...base, ...told, system } }])))
    case 'borg':
      // 1 is a warning (borg's manual, "Return codes").
      return code === 1 ? [] : [{ ...base, kind: 'program.exited', code, system, symptom: 'specific' }]
    case 'restic':
      return [{ ...base, kind: 'program.exited', code, system, symptom: 'specific' }]
    default:
      return []
  }
}
