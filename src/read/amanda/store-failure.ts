import { errnoInText } from '../../model/index.ts'
import type { Failure } from './failure.ts'

/** What an S3 device was doing when the store or the way to it failed. */
const doing = /\bWhile (writing|reading|creating|listing|deleting|connecting|trying to read)\b(.{0,120}?): (.*)$/
const ofStore = /\b(?:S3|bucket)\b|\((?:HTTP|CURLcode) \d{1,3}\)/

/** A device of an object store (device-src/s3-device.c): the store's answer, or curl's number where there was none. */
export function storeFailure(text: string): Failure | undefined {
  const [, verb = '', , reason = ''] = doing.exec(text) ?? []
  if (reason === '' || !ofStore.test(text)) return undefined
  const specific = (said: Failure['said']): Failure => ({ said, symptom: 'specific' })
  const answer = Number(/\(HTTP (\d{3})\)/.exec(text)?.[1] ?? 0)
  if (answer === 401 || answer === 403) return specific({ kind: 'access.refused', reason: 'authentication', detail: text })
  if (answer > 0) return specific({ kind: 'media.failed', medium: 'object store', detail: text })
  const curl = Number(/\(CURLcode (\d{1,3})\)/.exec(text)?.[1] ?? 0)
  if (curl === couldNotResolve) return specific({ kind: 'access.refused', reason: 'name', detail: text })
  const errno = errnoInText(reason)
  if (errno === undefined) return specific({ kind: 'media.failed', medium: 'object store', detail: text })
  if (curl === couldNotConnect) return specific({ kind: 'connect.failed', errno })
  const operation = verb === 'writing' || verb === 'creating' ? 'write' : 'read'
  return specific({ kind: 'connection.failed', errno, operation, channel: 'network', role: 'server' })
}

/** CURLE_COULDNT_RESOLVE_HOST and CURLE_COULDNT_CONNECT of curl.h. */
const couldNotResolve = 6
const couldNotConnect = 7
