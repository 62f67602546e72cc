import { errnoInText, usPerSecond } from '../../model/index.ts'
import type { Said } from './failure.ts'
import type { Streams } from './streams.ts'

const initialised = /^security_streaminit\(stream=(0x[0-9a-f]{1,16}|\(nil\)),/
const failed = /^security_stream_seterr\((0x[0-9a-f]{1,16}), (.*)\)$/

/** Notes a stream that a process makes; false when the message is another. */
export function streamMade(message: string, streams: Streams): boolean {
  const pointer = initialised.exec(message)?.[1]
  if (pointer !== undefined) streams.made(pointer)
  return pointer !== undefined
}

/**
 * The error a process sets on a stream: `end` when the other side closed in order, which ends every healthy dump too.
 * `key` is equal for repetitions of one error.
 */
export function streamError(message: string, streams: Streams): { readonly said: Said; readonly key: string } | 'end' | undefined {
  const found = failed.exec(message)
  if (found === null) return undefined
  const [, pointer = '', text = ''] = found
  const errno = errnoInText(text)
  if (errno === undefined) return 'end'
  const port = /on stream (\d{1,9})/.exec(text)?.[1]
  const stream = (port === undefined ? undefined : streams.ofPort(Number(port))) ?? streams.ofPointer(pointer)
  const operation = /\bwrite\b/.test(text) ? 'write' : 'read'
  const separate = streams.separate && !/recv error/.test(text)
  return {
    said: { kind: 'connection.failed', errno, operation, channel: 'network', separate, ...(stream === undefined ? {} : { stream }) },
    key: `${pointer} ${errno} ${operation}`,
  }
}

/** For how long a process of the client waited in vain for a connection of the server; undefined for every other message. */
export function acceptTimeoutUs(message: string): number | undefined {
  const seconds = /^stream_accept: timeout after (\d{1,5}) seconds/.exec(message)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * usPerSecond
}
