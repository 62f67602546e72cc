import type { EventOf, Remedy } from '../../model/index.ts'

/** For repositories of restic, borg and kopia: not there, or damaged; undefined where the lines say neither. */
export function repositoryRemedies(events: readonly EventOf<'media.failed'>[]): readonly Remedy[] | undefined {
  const mine = events.filter(({ medium }) => medium === 'repository' || medium === 'cache')
  const [first] = mine
  if (first === undefined) return undefined
  if (mine.some(({ medium }) => medium === 'cache')) return [borgCache]
  const told = mine.map(({ detail, quote }) => `${detail ?? ''} ${quote}`).join(' ')
  if (mine.some(({ detail }) => detail === 'exists already')) return [openInstead]
  if (/does not exist|not a valid repository|no repository config|404 Not Found/i.test(told)) return [findRepository]
  if (!/damaged|integrity|corrupt|missing|Inconsistency|not found/i.test(told)) return undefined
  return first.system === 'borg' ? [borgCheck] : first.system === 'restic' ? [resticCheck] : undefined
}

const findRepository: Remedy = {
  kind: 'fix',
  where: 'the host that calls the program, and the one that holds the repository',
  text: 'Compare the address the job uses with the place where the repository is. A folder that is empty is as a rule a disk or share that is not mounted; with sftp and ssh a path without a leading slash begins in the home of that user. Never make a new repository before this is clear.',
  commands: ['env | grep -E "^(RESTIC|BORG|KOPIA)_" | grep -v PASS   # what the job really has', 'findmnt -T PATH; ls -la PATH   # on the host that holds it'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'restic snapshots, borg list or kopia repository status prints what is there.',
}

const openInstead: Remedy = {
  kind: 'fix',
  where: 'the script or container that calls the program',
  text: 'A repository is there already, so making one is refused, and nothing of it was changed: leave the init out, or let the script call it only where opening fails for want of a repository (status 10 since restic 0.17), not for any other reason.',
  commands: ['restic snapshots --latest 1; echo $?   # 0: it is there and opens', 'restic cat config > /dev/null || [ $? -ne 10 ] || restic init'],
  risk: 'None: an existing repository is never overwritten.',
  undo: 'Restore the former script.',
  check: 'restic backup ends with "snapshot … saved".',
}

const resticCheck: Remedy = {
  kind: 'fix',
  where: 'a host with access to the repository, while no other restic runs',
  text: 'Find out what is missing before anything is removed: stop prune and forget, copy the repository or make a snapshot of its disk, then check it. What cannot be recovered, the next backup of the same files often brings back.',
  commands: [
    'restic check   # then restic check --read-data-subset=5%',
    'restic repair index   # before 0.16: restic rebuild-index',
    'restic backup --force PATHS   # stores missing data anew, where the files still are',
    'restic repair snapshots --forget   # last: drops from the snapshots what is lost',
  ],
  risk: 'repair snapshots --forget removes the former snapshots.',
  undo: 'Restore the copy of the repository.',
  check: 'restic check ends with "no errors were found".',
}

const borgCheck: Remedy = {
  kind: 'fix',
  where: 'the host that holds the repository, while no other borg runs',
  text: 'Check it before any repair, and copy it first: the damage is as a rule one of the disk, the file system or the memory, which should be looked at too.',
  commands: [
    "journalctl -k --since '-7 days' | grep -iE 'I/O error|EXT4-fs error|XFS|medium error'",
    'borg check -v --repository-only REPO',
    'borg check -v --repair REPO   # on the copy first',
  ],
  risk: 'borg check --repair replaces lost pieces of files by zeros and says so.',
  undo: 'Restore the copy of the repository.',
  check: 'borg check -v REPO ends without an error.',
}

const borgCache: Remedy = {
  kind: 'fix',
  where: 'the host that runs borg',
  text: 'Drop the cache: borg makes it anew from the repository, which is not harmed.',
  commands: ['borg delete --cache-only REPO'],
  risk: 'The next run takes longer.',
  undo: 'None needed.',
  check: 'borg create ends with success.',
}
