import type { Event, EventBase } from '../../model/index.ts'

const symptom = 'specific' as const
const detailed = /^(?:ERROR - )?Detailed error: (.{5,400})$/

/** What `wbadmin` prints at the end of a backup that failed, and the sentence that says why; undefined for any other line. */
export function wbadminLine(text: string, base: () => EventBase): Event | undefined {
  if (text.length > 500 || !(text.includes('etailed error: ') || text.includes('backup operation '))) return undefined
  const said = detailed.exec(text.trim())?.[1]
  if (said !== undefined) return why(said, { ...base(), system: 'other', program: 'Windows Backup' })
  if (/^The backup operation (?:stopped before completing|failed)\.?$/.test(text.trim()))
    return { ...base(), system: 'other', program: 'Windows Backup', kind: 'run.ended', outcome: 'failed', text: text.trim(), symptom: 'echo' }
  return undefined
}

/** Windows' own texts of its errors: of a share, of the copy that is read, of the place that is written to. */
function why(said: string, base: EventBase): Event {
  if (/network name|network path|network location|semaphore timeout|unexpected network error|remote shared folder/i.test(said))
    return { ...base, kind: 'mount.failed', fileSystem: 'SMB', symptom }
  if (/shadow copy|VSS|snapshot/i.test(said)) return { ...base, kind: 'source.failed', reason: 'other', symptom }
  if (/not enough (?:disk |free )?space|disk is full/i.test(said)) return { ...base, kind: 'storage.full', symptom }
  if (/user name|password|logon failure/i.test(said)) return { ...base, kind: 'access.refused', reason: 'authentication', detail: said.slice(0, 80), symptom }
  if (/storage location|destination|target|write(?: |-)protected|cannot find the (?:path|drive|device)/i.test(said))
    return { ...base, kind: 'media.failed', medium: 'backup storage location', detail: said.slice(0, 60), symptom }
  return { ...base, kind: 'source.failed', reason: /access is denied/i.test(said) ? 'permission' : 'other', symptom }
}
