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
  // SMBClient/Connectivity: no connection to the server, its connection, its session and its share lost, a request without an answer.
  { source: /^smbclient$/i, ids: [30803, 30804, 30805, 30807, 30809], says: (_, base) => ({ ...base, kind: 'mount.failed', fileSystem: 'SMB' }) },
  // The host of virtual machines: no checkpoint, or writers inside the guest that did not follow.
  {
    source: /^hyper-v-vmms$/i,
    ids: [10172, 10104, 16010, 18012, 18014, 19100],
    says: (_, base) => ({ ...base, kind: 'source.failed', reason: 'other', symptom: 'specific' }),
  },
  // Windows' own backup: 4103 and 4104 of the client, the others of the server; each ends with the HRESULT of what failed.
  { source: /^(?:windows )?backup$/i, ids: [5, 9, 49, 517, 518, 519, 520, 521, 527, 528, 544, 545, 546, 561, 564, 4103, 4104], says: ownBackup },
]

/** What Windows' backup says of itself, where somebody copied no more of the event than its words. */
const ofOwnBackup = /^[`"'\s]{0,4}The backup operation that started at '[^']{1,60}' has failed with (?:the )?following error code '0x[0-9A-Fa-f]{8}'/

/** The failure of Windows' own backup that a line tells without the head of an event; undefined for any other line. */
export function bareOwnBackup(text: string, base: () => EventBase): Event | undefined {
  return text.includes('The backup operation that started at') && ofOwnBackup.test(text) ? ownBackup(text, base()) : undefined
}

/** The low word of 0x8007xxxx is an error of Windows (winerror.h); 0x8078 and 0x8100 are the backup's own and those of shadow copies. */
function ownBackup(message: string, base: EventBase): Event {
  return { ...whatFailed(message, base), system: 'other', program: 'Windows Backup' }
}

function whatFailed(message: string, base: EventBase): Event {
  const code = /0x8(0(?:07|78)|100)([0-9A-Fa-f]{4})\b/.exec(message)
  const low = Number.parseInt(code?.[2] ?? '0', 16)
  const windows = code?.[1] === '007'
  const target = /storage location|destination|target/i.test(message)
  if ((windows && (low === 112 || low === 39)) || (code?.[1] === '078' && low === 0x0119)) return { ...base, kind: 'storage.full', symptom: 'specific' }
  if (windows && [53, 54, 59, 64, 67, 121].includes(low)) return { ...base, kind: 'mount.failed', symptom: 'specific' }
  if (/remote shared folder/i.test(message)) return { ...base, kind: 'mount.failed', fileSystem: 'SMB', symptom: 'specific' }
  if (target) return { ...base, kind: 'media.failed', medium: 'backup storage location', detail: code?.[0] ?? '', symptom: 'specific' }
  return { ...base, kind: 'source.failed', reason: windows && low === 5 ? 'permission' : 'other', symptom: 'specific' }
}

function lostLink(message: string, base: EventBase): Event {
  const device = message.split(/[.:]/)[0]?.trim() ?? ''
  return { ...base, kind: 'link.lost', ...(device === '' || device.length > 80 ? {} : { device }) }
}

function crashed(message: string, base: EventBase): Event {
  const victim = /Faulting application name: ([\w.-]{1,60})/i.exec(message)?.[1] ?? /^The (.{1,80}?) service (?:terminated|was)/.exec(message)?.[1]
  const ours = victim !== undefined && (isBackupProgram(victim.replace(/\.exe$/i, '')) || /netbackup|bacula|bareos|backup/i.test(victim))
  return { ...base, kind: 'program.killed', by: 'crash', ...(victim === undefined ? {} : { victim }), ...(ours ? { symptom: 'specific' as const } : {}) }
}
