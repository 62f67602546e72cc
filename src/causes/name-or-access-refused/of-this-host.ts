import type { EventOf } from '../../model/index.ts'

/** A path beside the words, and no connection to another host: the system that the program runs on refused it. */
export function isOfThisHost(event: EventOf<'access.refused'>): boolean {
  if (isOfListening(event) || isOfSetuid(event)) return true
  const { reason, quote, system } = event
  const local = system === 'other' || system === 'host' || system === 'proxmox' || system === 'backuppc'
  return reason === 'permission' && local && /(?:[\s'"(]|^)\/[\w.-]+\/[\w./-]+['"]?: (?:Permission denied|Operation not permitted)/i.test(quote)
}

/** Whether a packet was not let out: sending on a socket needs no right but that of the host's own packet filter. */
export function isOfPacketFilter({ quote }: EventOf<'access.refused'>): boolean {
  return (
    /\b(?:send(?:to|msg)?|write)\b.{0,60}(?:: |\berrno=1 \(|\b1=)(?:\w{1,20}: )?Operation not permitted/i.test(quote) &&
    !/["'/]\S{0,200}: Operation not permitted/i.test(quote)
  )
}

/** Whether Amanda misses the rights that one of its own programs must have on its host: `planner: not setuid-root`. */
export function isOfSetuid({ quote, reason, system }: EventOf<'access.refused'>): boolean {
  return (
    system === 'amanda' && reason === 'permission' && /\bsetuid\b|\bSUID root\b|\bis not owned by root\b|\bis writable by (?:everyone|the group)\b/.test(quote)
  )
}

/** Whether the call that should have given a daemon its port was refused. */
export function isOfListening({ quote }: EventOf<'access.refused'>): boolean {
  return /\bbind\(\) failed: /.test(quote)
}
