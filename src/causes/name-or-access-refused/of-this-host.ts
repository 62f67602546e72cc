import type { EventOf } from '../../model/index.ts'

/** A path beside the words, and no connection to another host: the system that the program runs on refused it. */
export function isOfThisHost(event: EventOf<'access.refused'>): boolean {
  if (isOfListening(event)) return true
  const { reason, quote, system } = event
  const local = system === 'other' || system === 'host' || system === 'proxmox' || system === 'backuppc'
  return reason === 'permission' && local && /(?:[\s'"(]|^)\/[\w.-]+\/[\w./-]+['"]?: (?:Permission denied|Operation not permitted)/i.test(quote)
}

/** Whether the call that should have given a daemon its port was refused. */
export function isOfListening({ quote }: EventOf<'access.refused'>): boolean {
  return /\bbind\(\) failed: /.test(quote)
}
