import type { Event, EventBase } from '../../model/index.ts'

/** The requester's own call for writers that it may not hear: backups go on, and many write it every night. */
const harmless = /IVssWriterCallback interface.{0,60}0x80070005/

/** The service and its writers, a program that asked them, and a file of a copy that could not be used. */
const failed =
  /^Volume Shadow Copy Service error: |\bVSS API failure calling\b|\bVSS Writer ".{1,80}" has invalid state\b|\bVSS snapshots failed\b|\bVSS[_ ]E(?:_|rror: |RROR: ?)\w|\bVSS writers inside virtual machine .{1,80} failed\b|\bCannot create a shadow copy of the volumes\b|\bVSS asynchronous operation is not completed\b|\bfailed to create snapshot for \[?[A-Za-z]:|^The shadow copies of volume .{1,80} were (?:aborted|deleted) because\b|\bHarddiskVolumeShadowCopy\d{1,6}: [A-Z]/i

/** One of these stands in every line about them. */
export const shadowCopySigns = ['VSS', 'Shadow'] as const

/** What a line tells of a shadow copy of Windows: its failure, nothing worth a word, or undefined where it speaks of none. */
export function shadowCopyLine(text: string, base: () => EventBase): readonly Event[] | undefined {
  if (!mayBe(text) || text.length > 2_000) return undefined
  if (harmless.test(text)) return []
  return failed.test(text) ? [{ ...base(), kind: 'source.failed', reason: 'other', symptom: 'specific' }] : undefined
}

function mayBe(text: string): boolean {
  return text.includes('VSS') || text.includes('Shadow') || text.includes('shadow cop')
}
