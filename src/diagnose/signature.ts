import type { Event } from '../model/index.ts'

/**
 * What two failures must share to be the same failure at different times: the system, the kind of event and the
 * fields that name what happened. Times, hosts, ports, sizes and paths differ from night to night and are left out.
 */
export function signatureOf(event: Event): string {
  return [event.system, event.kind, ...telling(event)].join(' ')
}

function telling(event: Event): readonly (string | number)[] {
  switch (event.kind) {
    case 'connection.failed':
      return [event.errno, event.channel, event.stream ?? '']
    case 'connection.closed':
      return [event.stream ?? '', event.bytesReceived === 0 ? 'empty' : '']
    case 'connect.failed':
      return [event.errno, event.port ?? '']
    case 'connect.abandoned':
      return [event.port ?? '']
    case 'timer.expired':
      return [event.timer]
    case 'program.exited':
    case 'status.reported':
      return [event.code]
    case 'limit.reached':
      return [event.limit]
    case 'access.refused':
    case 'source.failed':
    case 'session.ended':
      return [event.reason]
    case 'program.killed':
      return [event.by]
    default:
      return []
  }
}
