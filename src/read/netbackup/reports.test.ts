import assert from 'node:assert/strict'
import test from 'node:test'
import { brief, readText } from './sample-reading.ts'

/** Statuses in sentences, rows of the server's reports, and what the test commands print. */
const cases: readonly { readonly world: string; readonly text: readonly string[]; readonly want: readonly string[] }[] = [
  {
    world: 'a sentence that names number and text',
    text: ['backup of client ledger exited with status 40 (network connection broken)'],
    want: ['specific status.reported 40', '- run.ended failed'],
  },
  { world: 'a sentence whose number is no status of ours', text: ['the script exited with status 40 (see the log)'], want: [] },
  {
    world: 'one text, two numbers',
    text: ['unable to allocate new media for backup, storage unit has none available(2000)'],
    want: ['specific media.failed', 'echo status.reported 2000', '- run.ended failed'],
  },
  {
    world: 'the wording of another release',
    text: ['unable to mount media because its in a DOWN drive, misplaced, or otherwise not available (164)'],
    want: ['specific media.failed', 'echo status.reported 164', '- run.ended failed'],
  },
  {
    world: 'the storage is full by its high water mark',
    text: ['Insufficient disk space or high water mark would be exceeded(2030)'],
    want: ['specific storage.full', 'echo status.reported 2030', '- run.ended failed'],
  },
  {
    world: 'a limit of streams',
    text: ['Maximum job count has been reached for the storage unit (2040)'],
    want: ['specific limit.reached', 'echo status.reported 2040', '- run.ended failed'],
  },
  {
    world: 'a media server is a host and no medium',
    text: ['cannot connect to read media server (613)'],
    want: ['specific status.reported 613', '- run.ended failed'],
  },
  { world: 'status as an equation', text: ['Status = network read failed (42)'], want: ['specific status.reported 42', '- run.ended failed'] },
  {
    world: 'a certificate that was revoked',
    text: ['status: 7653: The Peer Certificate is revoked'],
    want: ['specific tls.failed', 'echo status.reported 7653', '- run.ended failed'],
  },
  {
    world: 'the window closed',
    text: ['client backup was not attempted because backup window closed (196)'],
    want: ['specific run.stopped', 'echo status.reported 196', '- run.ended failed'],
  },
  {
    world: 'job details without dates',
    text: [
      '10:00:12 started process bpbrm (pid=71)',
      '10:06:20 Error bpbrm (pid=71) socket read failed: errno = 62 - Timer expired',
      '10:06:20 end writing file read failed (13)',
    ],
    want: ['- run.started', 'specific timer.expired CLIENT_READ_TIMEOUT ?', 'echo status.reported 13', '- run.ended failed'],
  },
  {
    world: 'bperror, an error',
    text: ['1401127302 1 4 16 main 551 551 0 ledger bpbrm socket read failed: errno = 104 - Connection reset by peer'],
    want: ['specific connection.failed ECONNRESET read server'],
  },
  {
    world: 'bperror, a good end',
    text: [
      '1401127303 1 68 4 main 551 551 0 ledger nbpem CLIENT ledger  POLICY P  SCHED Full  EXIT STATUS 0 (the requested operation was successfully completed)',
    ],
    want: ['- run.ended completed'],
  },
  {
    world: 'bpdbjobs, one job failed and one did not',
    text: ['551  Backup  Done  42  P  Full  ledger', '550  Backup  Done  0  P  Full  other'],
    want: ['specific status.reported 42', '- run.ended failed', '- run.ended completed'],
  },
  {
    world: 'numbers that are no failures',
    text: ['tar was successful  (180)', 'image has been validated  (831)'],
    want: ['- run.ended completed', '- run.ended completed'],
  },
  {
    world: 'a text that begins with the word error',
    text: ['error requesting media (tpreq)  (98)'],
    want: ['specific media.failed', 'echo status.reported 98', '- run.ended failed'],
  },
  {
    world: 'a number behind a comma',
    text: ['10/02/2026 15:02:44 - Error bptm(pid=6120) cannot write data to socket, 10054'],
    want: ['specific connection.failed ECONNRESET write server'],
  },
  {
    world: 'bptestbpcd refused by one way and unanswered by another',
    text: [
      '\tstatus: FAILED, (44) CONNECT_TIMEOUT; system: (110) Connection timed out; FROM 0.0.0.0 TO ledger 192.0.2.9 bpcd VIA pbx',
      '\tstatus: FAILED, (42) CONNECT_REFUSED; system: (111) Connection refused; FROM 0.0.0.0 TO ledger 192.0.2.9 bpcd VIA vnetd',
    ],
    want: ['specific connect.failed ETIMEDOUT 1556 ? remote', 'specific connect.failed ECONNREFUSED 13724 ? remote'],
  },
  { world: 'bptestbpcd, all well', text: ['192.0.2.1:41231 -> 192.0.2.9:1556 PROXY 192.0.2.1:55012 -> 192.0.2.1:56123', 'PEER_NAME = main'], want: [] },
  { world: 'bpclntcmd finds no name', text: ['bpclntcmd: host ledger: not found'], want: ['specific access.refused name'] },
  {
    world: 'a command for certificates ends with a status of no text that is known',
    text: ['nbcertcmd: The -getCACertificate operation failed.', 'EXIT STATUS 8500: Connection with the web service was not established'],
    want: ['specific status.reported 8500', '- run.ended failed'],
  },
  {
    world: 'a certificate is only given for a token',
    text: ['EXIT STATUS 5999: Reissue token is mandatory, please provide one'],
    want: ['specific access.refused authentication', 'echo status.reported 5999', '- run.ended failed'],
  },
  { world: "another program's exit status", text: ['EXIT STATUS 2: nothing to do'], want: [] },
  {
    world: "a database's own log passes on a status by its text",
    text: ['   VxBSACreateObject: Failed with error:', '   Server Status:  cannot connect on socket'],
    want: ['specific status.reported 25', '- run.ended failed'],
  },
  {
    world: 'a list of backups that all went well',
    text: ['STATUS CLIENT POLICY SCHED SERVER TIME COMPLETED', '  0    web1          Files         Daily      media1      11/21/2026 22:10:01'],
    want: ['- run.ended completed'],
  },
  {
    world: 'a list of backups of which one failed',
    text: [
      '  0    web1          Files         Daily      media1      11/21/2026 22:10:01',
      ' 58    web2          Files         Daily      media1      11/21/2026 22:41:20',
    ],
    want: ['- run.ended completed', 'specific status.reported 58', '- run.ended failed'],
  },
  { world: 'the relational database does not answer', text: ['Database [NBDB] is not available.'], want: ['specific run.ended failed'] },
  { world: 'the relational database answers', text: ['Database [NBDB] is alive and well on server [NB_main].'], want: [] },
  {
    world: "an agent's own log for SQL Server",
    text: [
      'DBMS MSG - ODBC return code <-1>, SQL Message <3271><A nonrecoverable I/O error occurred on file "VNBU0-1-2-3": 995>',
      'ERR - Error in VxBSASendData: 3.',
      'INF - OPERATION #1 of batch D:\\full.bch FAILED with STATUS 1 (0 is normal). Elapsed time = 12(12) seconds.',
    ],
    want: ['specific run.ended failed', 'echo run.ended failed'],
  },
  { world: "another program's levels", text: ['ERR - the printer is out of paper', 'INF - done'], want: [] },
  {
    world: 'records whose times were cut off',
    text: ['[1730.26] <4> dbc_put: INF - sending 65536 bytes', '[1730.26] <16> writeToServer: ERR - send() to server on socket failed:'],
    want: ['specific connection.failed EPIPE write client'],
  },
  {
    world: 'a page cut the heads of records in two',
    text: [
      '6:00:14.156',
      'AM: [452.976] <2> tar_base::V_vTarMsgW: ERR - Snapshot Error while reading',
      '6:00:14.218 AM: [452.976]',
      '<2> bpbkar: INF - EXIT STATUS 156: snapshot error',
      'encountered',
    ],
    want: ['specific source.failed', 'echo status.reported 156', '- run.ended failed'],
  },
  {
    world: 'the robot cannot move a tape, as Windows logs it',
    text: ['2026/11/21 5:18:04 NetBackup TL4 Daemon Error None 9760 N/A VAULT-DB            TL4(0) [1380] Move_medium error'],
    want: ['specific media.failed'],
  },
  {
    world: 'bpclntcmd gets no answer',
    text: ['expecting response from server main', 'bpclntcmd: cannot connect on socket'],
    want: ['specific status.reported 25'],
  },
]

for (const { world, text, want } of cases) {
  test(world, () => {
    assert.deepEqual(brief(readText(text.join('\n')).events), want)
  })
}
