import type { Addresses } from './addresses.ts'
import type { FlowTable } from './flow-table.ts'
import type { Packet } from './packet.ts'

const tcp = 6

/** The flow and direction that an ICMP error quotes a packet of; -1 when it is none that was seen. Routers quote at least the ports. */
export function quotedFlow(view: DataView, packet: Packet, addresses: Addresses, table: FlowTable): number {
  const at = packet.transport
  const end = packet.end
  if (at + 28 > end) return -1
  const version = view.getUint8(at) >> 4
  if (version === 4) {
    const header = (view.getUint8(at) & 15) << 2
    if (view.getUint8(at + 9) !== tcp || header < 20 || at + header + 4 > end) return -1
    return table.find(view.getInt32(at + 12), view.getInt32(at + 16), view.getInt32(at + header), false)
  }
  if (version !== 6 || at + 44 > end || view.getUint8(at + 6) !== tcp) return -1
  return table.find(addresses.intern(view, at + 8), addresses.intern(view, at + 24), view.getInt32(at + 40), true)
}
