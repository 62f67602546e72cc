import type { Event, EventBase } from '../../model/index.ts'
import { isBackupProgram } from '../host/backup-programs.ts'

/** What a Windows event says of network, power and crashes; undefined for the many that say nothing of these. Ids after Microsoft's and the drivers' documents. */
export function meaningOfEvent(source: string, id: number, message: string, base: EventBase): Event | undefined {
  const event = meanings.find((known) => known.ids.includes(id) && known.source.test(source))
  return event?.says(message, base)
}

interface Meaning {
  readonly source: RegExp
  readonly ids: readonly number[]
  readonly says: (message: string, base: EventBase) => Event
}

const meanings: readonly Meaning[] = [
  // 4231: no port of the global space is left; 4227: the chosen port was used a moment ago.
  {
    source: /^tcpip$/i,
    ids: [4231, 4227],
    says: (message, base) => ({ ...base, kind: 'ports.exhausted', detail: message.slice(0, 160), symptom: 'specific' }),
  },
  { source: /^tcpip$/i, ids: [4226], says: (_, base) => ({ ...base, kind: 'limit.reached', limit: 'half-open connections of Windows' }) },
  {
    source: /^srv$/i,
    ids: [2011, 2017, 2019, 2020, 2021],
    says: (_, base) => ({ ...base, kind: 'limit.reached', limit: 'work items or pool memory of the Windows server service' }),
  },
  // Intel's and Broadcom's drivers number the lost link differently.
  { source: /^(?:e1|ixgb|ixn|i40e|igb)/i, ids: [27], says: lostLink },
  { source: /^(?:b57|l2nd|q57|bx)/i, ids: [4], says: lostLink },
  { source: /^(?:ndis|netwtw|rt6|rtl)/i, ids: [10400, 10317], says: lostLink },
  { source: /^eventlog$/i, ids: [6008], says: (message, base) => ({ ...base, kind: 'host.restarted', detail: message.slice(0, 120) }) },
  { source: /^(?:kernel-power)$/i, ids: [41], says: (_, base) => ({ ...base, kind: 'host.restarted', detail: 'without a clean shutdown' }) },
  { source: /^user32$/i, ids: [1074], says: (message, base) => ({ ...base, kind: 'host.restarted', detail: message.slice(0, 120) }) },
  { source: /^(?:kernel-power)$/i, ids: [42, 506], says: (_, base) => ({ ...base, kind: 'host.suspended', detail: 'suspend entry' }) },
  { source: /^application error$/i, ids: [1000], says: crashed },
  { source: /^service control manager$/i, ids: [7031, 7034], says: crashed },
]

function lostLink(message: string, base: EventBase): Event {
  const device = message.split(/[.:]/)[0]?.trim() ?? ''
  return { ...base, kind: 'link.lost', ...(device === '' || device.length > 80 ? {} : { device }) }
}

function crashed(message: string, base: EventBase): Event {
  const victim = /Faulting application name: ([\w.-]{1,60})/i.exec(message)?.[1] ?? /^The (.{1,80}?) service (?:terminated|was)/.exec(message)?.[1]
  const ours = victim !== undefined && (isBackupProgram(victim.replace(/\.exe$/i, '')) || /netbackup|bacula|bareos|backup/i.test(victim))
  return { ...base, kind: 'program.killed', by: 'crash', ...(victim === undefined ? {} : { victim }), ...(ours ? { symptom: 'specific' as const } : {}) }
}
