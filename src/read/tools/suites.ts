import { errnoInText, errnoOfNumber, type Event } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { burp, burpSigns } from './burp.ts'
import { suiteLines } from './suite-lines.ts'
import { urBackupLine, urBackupSigns } from './urbackup.ts'
import { veeam, veeamSigns } from './veeam.ts'
import { virtNbd, virtNbdSigns } from './virtnbd.ts'

const mayBeSuite =
  /\] From: \w|inactivity timeout of|NET message =>|network => aborting|IPC [IRWC]| device \(|Disk Agents|Media Agents|Session Queuing|due to inactivity|Aborting inactive|cannot request command|in the servers file|rogram not registered|RPC error: |ost connection (?:to|with) |client\(s\), |EC=|Backup Operation |000fe30|V-79-57344-65072|target system has been lost|Final error: 0x|Completed status: |Job ended: |Job Completion Status|Backup Set Summary|(?:ERROR CODE|Error Code):? ?\[/i

/** Commvault's logs: process, thread, day and time, job, text. */
const commvault = /^\d{1,6}\s{1,4}[\da-f]{1,6}\s{1,4}(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) (?:\d{1,9}|#{2,6}|\*{2,6})\s{1,3}(\S.{0,1000})$/

/** Backup suites of whole companies, Burp, UrBackup and virtnbdbackup: Veeam, Data Protector, NetWorker, Arcserve, Backup Exec, Commvault, each in brief. */
export const suites: LineReader = {
  id: 'suites',
  signs: [...veeamSigns, ...burpSigns, ...urBackupSigns, ...virtNbdSigns, mayBeSuite, 'System error: [', commvault, /^\* [\w.-]{1,80}:\S/],
  open: (source) => {
    const ofVeeam = veeam(source)
    const ofBurp = burp(source)
    const ofVirtNbd = virtNbd(source)
    /** The line below which Data Protector gives the system's error of its attempt to connect. */
    let attempt = -1
    return {
      end: () => [...ofBurp.end(), ...ofVirtNbd.end()],
      read: (line, whole) => {
        const refused = line.line === attempt + 1 ? systemError.exec(line.text) : null
        if (refused !== null) return [unconnected(refused, line, source)]
        if (opening.test(line.text)) attempt = line.lastLine
        return line.lastLine === attempt
          ? []
          : (ofVeeam.read(line, whole) ??
              ofBurp.read(line, whole) ??
              ofVirtNbd.read(line, whole) ??
              urBackupLine(line, source) ??
              commvaultLine(line, source) ??
              readLine(line, source) ??
              saveSetLine(line, source))
      },
    }
  },
}

/** What an ordinary error line of any program says; the many that tell of no error are the format's all the same. */
function commvaultLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const match = commvault.exec(line.text)
  if (match === null) return undefined
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 6).map(Number)
  if (month < 1 || month > 12) return undefined
  const found = failureIn(match[6] ?? '')
  if (found === undefined) return []
  return [found.event({ ...eventBase(line, source, 'other', source.dating.wall({ month, day, hour, minute, second })), program: 'Commvault' })]
}

/** NetWorker repeats what the client's programs printed, behind the name of the save set. */
const saveSet = /^\* [\w.-]{1,80}:\S{1,120} (\S.{3,600})$/

function saveSetLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const said = saveSet.exec(line.text)?.[1]
  const found = said === undefined ? undefined : failureIn(said)
  return found === undefined ? undefined : [{ ...found.event(eventBase(line, source, 'other')), program: 'NetWorker' }]
}

const opening = /^\s*Cannot connect to .{1,120}\(IPC Cannot Connect\s*$/
const systemError = /^\s*System error: \[(\d{1,5})\] (.{3,120})$/

function unconnected([, number, words = '']: RegExpExecArray, line: LogLine, source: SourceContext): Event {
  const base = eventBase(line, source, 'other')
  const errno = errnoInText(words) ?? errnoOfNumber(Number(number))
  return errno === undefined
    ? { ...base, kind: 'run.ended', outcome: 'failed', text: words, symptom: 'echo' }
    : { ...base, kind: 'connect.failed', errno, symptom: 'specific' }
}

function readLine(line: LogLine, source: SourceContext): ReturnType<typeof applyRules> {
  if (line.text.length > 600 || !mayBeSuite.test(line.text)) return undefined
  const { text, when } = timedText(line, source)
  return applyRules(suiteLines, text.trimStart(), () => eventBase(line, source, 'other', when))
}
