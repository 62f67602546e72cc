import type { Remedy } from '../../model/index.ts'

/** For refusals of a storage service, of NetWorker between its hosts, and of a repository's own password; undefined for any other. */
export function serviceRefusalRemedies(quotes: string): readonly Remedy[] | undefined {
  if (isClock(quotes)) return [clock]
  if (isRepositoryPassword(quotes)) return [password]
  if (/\binvalid_grant\b|\b(?:expired|invalid)_access_token\b|\btoken (?:has )?(?:been )?(?:expired|revoked)/.test(quotes)) return [newToken]
  if (/InvalidAccessKeyId|SignatureDoesNotMatch|Access Key Id you|signature we calculated|\bAccessDenied\b|no credentials found/.test(quotes)) return [keys]
  if (/RPC error: .{0,80}(?:Authentication error|credential too weak)/.test(quotes)) return [peerInformation]
  return undefined
}

/** The signature of a request holds its time. */
export function isClock(quotes: string): boolean {
  return /RequestTimeTooSkewed|request time and the (?:server's|current) time/.test(quotes)
}

/** What opens the repository, and no login on any host. */
export function isRepositoryPassword(quotes: string): boolean {
  return /wrong password or no key found|assphrase .{0,120}(?:is )?incorrect|assphrase incorrect|[Rr]esolving password failed|an empty password is not/.test(
    quotes,
  )
}

const clock: Remedy = {
  kind: 'fix',
  where: 'the host that runs the backup',
  text: 'Set its clock: S3 and what speaks like it refuse a request whose time is more than 15 minutes off.',
  commands: [
    'timedatectl; chronyc tracking   # macOS: sntp time.apple.com; Windows: w32tm /query /status',
    'timedatectl set-ntp true; chronyc makestep   # macOS: sntp -sS time.apple.com; Windows: w32tm /resync',
    'date -u; curl -sI https://ENDPOINT | grep -i "^date"   # both within seconds',
  ],
  risk: 'A jump of the clock upsets programs that run; in a guest set that of its host as well.',
  undo: 'None needed.',
  check: 'date -u and the Date header of the service agree.',
}

const password: Remedy = {
  kind: 'fix',
  where: 'the host that runs the backup',
  text: "Give the job the repository's password: a job of cron or systemd has none of the variables of a login. A line end in the file, another repository's password, or another home folder (where borg keeps key files) are the usual reasons.",
  commands: [
    'RESTIC_PASSWORD_FILE=/root/.restic-pass   # restic; borg: BORG_PASSCOMMAND="cat /root/.borg-pass"',
    'od -c /root/.restic-pass | tail -n 2   # no stray characters',
    'restic key list   # borg with key files: ls ~/.config/borg/keys',
  ],
  risk: 'Who reads that file can read the backups: mode 600.',
  undo: 'Remove the variable.',
  check: 'restic snapshots or borg list, started as the job is, prints the list.',
}

/** NetWorker keeps a certificate of each peer; after a new installation or another name it no longer fits. */
const peerInformation: Remedy = {
  kind: 'fix',
  where: 'the NetWorker client and its server',
  text: 'Both hosts must know each other by the names that the names service gives, and hold the present certificate of the other: delete the stale peer information on both, it is made anew at the next connection.',
  commands: [
    'nslookup CLIENT; nslookup SERVER   # on both: forward and back alike',
    'nsradmin -p nsrexecd -s HOST   # then: print type: NSR peer information; name: OTHER_HOST',
    'nsradmin -p nsrexecd -s HOST   # then: delete type: NSR peer information; name: OTHER_HOST',
    'cat /nsr/res/servers   # on the client: the server must stand in it, or the file be empty',
  ],
  risk: 'Until it is made anew the two hosts do not know each other; delete only the entry of the other host.',
  undo: 'None needed: the next connection makes the entry.',
  check: 'savegrp -n -c CLIENT GROUP   # a trial run without data',
}

const newToken: Remedy = {
  kind: 'fix',
  where: 'the host that runs the backup',
  text: 'The grant of the cloud service ran out or was revoked: log in anew. An application that Google lists as "testing" loses its grant after seven days.',
  commands: ['rclone config reconnect REMOTE:', 'rclone about REMOTE:'],
  risk: 'None.',
  undo: 'None needed.',
  check: 'rclone lsd REMOTE: prints the folders.',
}

const keys: Remedy = {
  kind: 'fix',
  where: 'the host that runs the backup, and the account of the storage service',
  text: 'See which key the job really uses, that its region and endpoint are those of the bucket, and what the key may do there: a backup lists, reads, writes, and deletes when it prunes or unlocks.',
  commands: [
    'env | grep -E "^(AWS|B2|RCLONE|RESTIC)_" | cut -c1-24   # names and the first characters only',
    'rclone lsf REMOTE:BUCKET --max-depth 1   # or aws s3 ls s3://BUCKET --endpoint-url https://ENDPOINT',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The listing works with the key of the job, and so does the upload of one file.',
}
