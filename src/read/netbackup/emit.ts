import type { Body, Draft, Weight } from './draft.ts'
import type { PlacedRecord } from './record.ts'

/** Notes an event that a record tells of; what it is worth as a symptom may change until the source ends. */
export type Emit = (record: PlacedRecord, body: Body, weight?: Weight) => Draft
