import { usPerMs } from '../../../model/index.ts'
import { type Look, timerOf } from '../sockets/look.ts'

const timer = /timer:\((\w{1,12}),([^,()]{0,20}),(\d{1,4})\)/
const token =
  /(?:^|\s)(wscale|backoff|mss|bytes_acked|bytes_received|data_segs_in|lastsnd|lastrcv|lastack|snd_wnd|rcv_ssthresh|cwnd):(\d{1,18})(?:,(\d{1,3}))?(?=\s|$)/g

type Inner = Omit<Look, 'local' | 'remote' | 'state' | 'recvQ' | 'sendQ'>

/** The tokens `ss -o` and `ss -i` append to a socket (iproute2, misc/ss.c: tcp_stats_print, tcp_timer_print). */
export function innerOf(text: string): Inner {
  const found = new Map<string, readonly [number, number | undefined]>()
  for (const [, name = '', value, more] of text.matchAll(token)) found.set(name, [Number(value), more === undefined ? undefined : Number(more)])
  const timed = timer.exec(text)
  const inner = found.has('cwnd') || found.has('mss')
  const scale = found.get('wscale')
  const number = (name: string, key: keyof Inner, factor = 1): Partial<Inner> => {
    const value = found.get(name)
    return value === undefined ? {} : { [key]: value[0] * factor }
  }
  return {
    ...(timed === null ? {} : { timer: timerOf(timed[1] ?? '', timed[3]) }),
    ...(inner ? { inner, timestamps: /\sts(?=\s)/.test(text) } : {}),
    ...(scale?.[1] === undefined ? {} : { scale: [scale[0], scale[1]] as const }),
    ...number('backoff', 'backoff'),
    ...number('mss', 'mss'),
    ...number('bytes_acked', 'bytesAcked'),
    ...number('bytes_received', 'bytesReceived'),
    ...number('data_segs_in', 'segmentsReceived'),
    // An age of zero milliseconds is not printed.
    ...(inner ? { sinceSentUs: 0, sinceReceivedUs: 0, sinceAckUs: 0 } : {}),
    ...number('lastsnd', 'sinceSentUs', usPerMs),
    ...number('lastrcv', 'sinceReceivedUs', usPerMs),
    ...number('lastack', 'sinceAckUs', usPerMs),
    ...number('snd_wnd', 'peerWindow'),
    ...number('rcv_ssthresh', 'ownWindow'),
  }
}
