import type { Remedy } from '../../model/index.ts'

/** For a key that rrsync confines: its line in authorized_keys says to what. */
export const restrictedKey: Remedy = {
  kind: 'fix',
  where: 'the host that keeps the key, ~/.ssh/authorized_keys of the user that the backup logs in as',
  text: 'See what the line of this key lets it do: rrsync gives it one folder, -ro for reading only, -wo for writing only, -no-del without deletions, and refuses options that it does not know and any command but a plain rsync (an --rsync-path of `sudo rsync` is another). Paths of the call begin at that folder, so an empty path or a relative one is right, and a path with the folder in front is not.',
  commands: [
    'grep -n rrsync ~/.ssh/authorized_keys',
    'command="rrsync -wo /srv/backup/web1",restrict ssh-ed25519 AAAA… backup@web1   # as one line',
    'rsync -a SOURCE/ BACKUPUSER@HOST:   # the path begins at the folder of the key',
  ],
  risk: 'Whoever holds the key may do what its line allows.',
  undo: 'Restore the former line.',
  check: 'rsync -an SOURCE/ BACKUPUSER@HOST: ends with status 0.',
}
