import type { EventOf } from '../../model/index.ts'

/** A path beside the words, and no connection to another host: the system that the program runs on refused it. */
export function isOfThisHost({ reason, quote, system }: EventOf<'access.refused'>): boolean {
  if (/\bbind\(\) failed: /.test(quote)) return true
  const local = system === 'other' || system === 'host' || system === 'proxmox' || system === 'backuppc'
  return reason === 'permission' && local && /(?:[\s'"(]|^)\/[\w.-]+\/[\w./-]+['"]?: (?:Permission denied|Operation not permitted)/i.test(quote)
}
