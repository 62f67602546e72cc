// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big16, big32, int, register, setInt } from './cells'
import { flowBits, flowInts, flowStride, limits, regions, registers, watchBits } from './layout'
import { begin, ipHeader, isOrdinary, isPlain } from './segment'
import { take } from './take'

/** Takes ordinary packets out of the records of a little-endian pcap file with headers of 16 bytes. */
export function pcap(start: u32, limit: u32, frame: i32): u32 {
  const perUs: u32 = register(registers.perUs)
  last = -1
  let at = start
  let taken = 0
  while (at + 16 <= limit) {
    const captured = load<u32>(at + 8)
    if (captured > <u32>limits.mostCaptured) break
    const end = at + 16 + min<u32>(captured, limits.headBytes)
    if (end > limit) break
    begin(f64(load<u32>(at)) * 1e6 + f64(perUs == 1 ? load<u32>(at + 4) : load<u32>(at + 4) / perUs), frame + taken + 1, load<i32>(at + 12))
    if (!isTaken(at + 16, end)) break
    taken += 1
    at += 16 + captured
  }
  setInt(regions.registers, registers.taken, taken)
  return at
}

/** Out of the enhanced packet blocks of one interface in a little-endian section. */
export function pcapng(start: u32, limit: u32, frame: i32): u32 {
  const perUs: u64 = register(registers.perUs)
  last = -1
  let at = start
  let taken = 0
  while (at + 32 <= limit) {
    if (load<i32>(at) != limits.enhancedPacket || load<i32>(at + 8) != register(registers.interfaceId)) break
    const total = (load<u32>(at + 4) + 3) & ~3
    const captured = load<u32>(at + 20)
    if (total < 32 || total > <u32>limits.mostCaptured || captured > total - 32) break
    // As much as the slow path wants of a block.
    if (at + min<u32>(total, 28 + limits.headBytes) > limit) break
    begin(f64(((<u64>load<u32>(at + 12) << 32) | load<u32>(at + 16)) / perUs), frame + taken + 1, load<i32>(at + 24))
    if (!isTaken(at + 28, at + 28 + min<u32>(captured, limits.headBytes))) break
    taken += 1
    at += total
  }
  setInt(regions.registers, registers.taken, taken)
  return at
}

/** A TCP segment in a frame, `start` to `end` of its captured bytes, without tags, tunnels, IP options or fragments. */
function isTaken(start: u32, end: u32): bool {
  const ip = start + register(registers.ipAt)
  if (ip + 40 > end) return false
  const version = load<u8>(ip) >> 4
  const typeAt = register(registers.typeAt)
  if (typeAt >= 0 && big16(start + typeAt) != (version == 4 ? limits.ether4 : limits.ether6)) return false
  const found = version == 4 ? flowOf4(ip, end) : version == 6 ? flowOf6(ip, end) : -1
  if (found < 0 || !isOrdinary(found)) return false
  take()
  return true
}

function flowOf4(ip: u32, end: u32): i32 {
  const fragment = big16(ip + 6)
  const total = big16(ip + 2)
  if (load<u8>(ip) != 0x45 || load<u8>(ip + 9) != limits.tcp || (fragment & 0x3fff) != 0 || total < 40 || !isPlain(ip + 20, end, total - 20)) return -1
  ipHeader(load<u8>(ip + 8), big16(ip + 4), (fragment & 0x4000) != 0 ? watchBits.whole : watchBits.fragmentable)
  return flowOf(big32(ip + 12), big32(ip + 16), big32(ip + 20), false)
}

function flowOf6(ip: u32, end: u32): i32 {
  const length = big16(ip + 4)
  if (ip + 60 > end || load<u8>(ip + 6) != limits.tcp || length < 20 || !isPlain(ip + 40, end, length)) return -1
  ipHeader(load<u8>(ip + 7), -1, watchBits.whole)
  const source = addressAt(ip + 8)
  const destination = addressAt(ip + 24)
  return source < 0 || destination < 0 ? -1 : flowOf(source, destination, big32(ip + 40), true)
}

/** As `Addresses.intern`, for known ones; -1 for others. */
function addressAt(at: u32): i32 {
  const a = big32(at)
  const b = big32(at + 4)
  const c = big32(at + 8)
  const d = big32(at + 12)
  let hash: u32 = (<u32>a ^ (<u32>b * 0x9e3779b1)) * 0x85ebca6b
  hash = (hash ^ (hash >> 15) ^ <u32>c) * 0xc2b2ae35
  hash = (hash ^ (hash >> 13) ^ <u32>d) * 0x27d4eb2f
  const mask: u32 = register(registers.addressMask)
  let slot = (hash ^ (hash >> 16)) & mask
  while (true) {
    const found = int(regions.addressSlots, slot) - 1
    if (found < 0) return -1
    const words = regions.addressWords + (found << 4)
    if (int(words, 3) == d && int(words, 2) == c && int(words, 1) == b && int(words, 0) == a) return found
    slot = (slot + 1) & mask
  }
}

/** What was found last: packets of a flow come in bursts, and are answered. */
let last: i32 = -1

/** As `FlowTable.find`. */
function flowOf(source: i32, destination: i32, ports: i32, v6: bool): i32 {
  if (last >= 0 && isFlow(last, source, destination, ports, v6)) return last
  last = last >= 0 && isFlow(last ^ 1, source, destination, ports, v6) ? last ^ 1 : search(source, destination, ports, v6)
  return last
}

function search(source: i32, destination: i32, ports: i32, v6: bool): i32 {
  let hash: u32 = (<u32>source * 0x9e3779b1) ^ (<u32>destination * 0x85ebca6b) ^ (<u32>ports * 0xc2b2ae35)
  hash = (hash ^ (hash >> 15)) * 0x27d4eb2f
  hash ^= hash >> 13
  const mask: u32 = register(registers.tableMask)
  let place = hash & mask
  while (true) {
    const entry: u32 = int(regions.table, place)
    if (entry == 0) return -1
    const found = <i32>(entry & limits.slotMask) - 1
    if (((entry ^ hash) & ~limits.slotMask) == 0 && isFlow(found, source, destination, ports, v6)) return found
    place = (place + 1) & mask
  }
}

function isFlow(found: i32, source: i32, destination: i32, ports: i32, v6: bool): bool {
  const flow = regions.flows + (found >> 1) * (flowStride << 3)
  const back = found & 1
  if (int(flow, flowInts.address0 + back) != source || int(flow, flowInts.address1 - back) != destination) return false
  return rotl<i32>(int(flow, flowInts.ports), back << 4) == ports && ((int(flow, flowInts.bits) & flowBits.v6) != 0) == v6
}
