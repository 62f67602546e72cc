import { type Event, type EventOf, type Evidence, usPerHour } from '../model/index.ts'
import { mayBelongTogether } from './nearness.ts'

/** The kernel says it again every two minutes while the program hangs, and stops after ten lines. */
const windowUs = usPerHour

/** The kernel's own word that a program of the backup waited for a disk for minutes; undefined when none can have led to the failure. */
export function hungTask(evidence: Evidence, failure: Event): EventOf<'setting.seen'> | undefined {
  return evidence
    .of('setting.seen')
    .find((event) => event.name === 'task hung in disk input or output' && mayBelongTogether(evidence.timeline, event, failure, windowUs))
}
