import type { Remedy } from '../../model/index.ts'

/** A token of Proxmox has rights of its own; a ticket depends on the clock. */
export function proxmoxRights(quotes: string): readonly Remedy[] {
  return /invalid PVE ticket|ticket (?:expired|too old)/i.test(quotes) ? [clocks, rights] : [rights]
}

const rights: Remedy = {
  kind: 'fix',
  where: 'the Proxmox server that refused',
  text: 'See which user or token was refused and what it may do: a token has only the rights given to itself, and never more than those of its user.',
  commands: [
    "journalctl -u proxmox-backup-proxy -u pveproxy -u pvedaemon --since '-1 hour' | grep -iE 'auth|permission'",
    'proxmox-backup-manager acl list; proxmox-backup-manager user list-tokens USER@REALM',
    "proxmox-backup-manager acl update /datastore/STORE DatastoreBackup --auth-id 'USER@REALM!TOKEN'   # Proxmox VE: pveum acl modify",
  ],
  risk: 'Whoever holds the token has the right: DatastoreBackup is enough to write backups.',
  undo: "proxmox-backup-manager acl update /datastore/STORE DatastoreBackup --auth-id 'USER@REALM!TOKEN' --delete",
  check: "proxmox-backup-client login --repository 'USER@REALM!TOKEN@SERVER:STORE' ends without an error.",
}

const clocks: Remedy = {
  kind: 'fix',
  where: 'all nodes and the calling host',
  text: 'A ticket is valid for two hours by the clock of the node that checks it: set the clocks alike.',
  commands: ['date -u; chronyc tracking', 'chronyc makestep'],
  risk: 'Jobs that are timed may start twice or not at all in the minute of the step.',
  undo: 'None needed.',
  check: 'date -u shows the same second on every node.',
}
