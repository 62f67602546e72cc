import type { Remedy } from '../../model/index.ts'

/** What a dataset that refuses a stream of zfs asks for, by the words of zfs receive. */
export function receivingDatasetRemedies(quotes: string): readonly Remedy[] {
  if (/partially-complete state|resume/i.test(quotes)) return [dropPartial, commonSnapshot]
  if (/has been modified/i.test(quotes)) return [rollBack, commonSnapshot]
  return [commonSnapshot]
}

const dropPartial: Remedy = {
  kind: 'fix',
  where: 'the receiving host',
  text: 'An interrupted receive left its part. Resume it with its token while the snapshot still exists at the source; otherwise drop the part, and the next run starts that snapshot anew.',
  commands: ['zfs get -H -o value receive_resume_token POOL/DATASET', 'zfs receive -A POOL/DATASET   # drops the part'],
  risk: 'What had been received of that one snapshot is sent again.',
  undo: 'None.',
  check: 'zfs get receive_resume_token POOL/DATASET prints "-".',
}

const rollBack: Remedy = {
  kind: 'fix',
  where: 'the receiving host',
  text: 'Something wrote to the copy since its last snapshot, as a mere mount with atime does. Roll it back, and keep it read-only or unmounted.',
  commands: ['zfs rollback POOL/DATASET@LAST_SNAPSHOT', 'zfs set readonly=on POOL/DATASET', 'zfs receive -F …   # rolls back by itself'],
  risk: 'What was written to the copy since then is lost.',
  undo: 'None: rolled-back data are gone.',
  check: 'zfs diff POOL/DATASET@LAST_SNAPSHOT prints nothing.',
}

const commonSnapshot: Remedy = {
  kind: 'fix',
  where: 'both hosts',
  text: 'An increment needs one snapshot that both ends hold, by its GUID and not by its name. Find the newest common one and send from there; where there is none left, rename the old copy and send in full. Keep the snapshots of the last transfer out of any pruning.',
  commands: [
    'zfs list -H -t snapshot -o guid,name -s creation POOL/SOURCE > source.txt; ssh HOST zfs list -H -t snapshot -o guid,name POOL/COPY > copy.txt',
    'join <(sort source.txt) <(sort copy.txt)   # the common ones',
    'zfs rename POOL/COPY POOL/COPY.old   # before a full send',
    'zfs hold transfer POOL/SOURCE@LAST   # or a bookmark: zfs bookmark POOL/SOURCE@LAST POOL/SOURCE#LAST',
  ],
  risk: 'A full send needs room for a second copy until the old one is destroyed.',
  undo: 'zfs rename POOL/COPY.old POOL/COPY',
  check: 'The next increment is received, and its snapshot stands in the list of both ends.',
}
