// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { regions, registers } from './layout'

// Addresses are bytes; `real`, `int`, `half` and `octet` take the names of layout.ts.
@inline export function real(at: u32, name: i32): f64 { return load<f64>(at + (name << 3)) }
@inline export function setReal(at: u32, name: i32, value: f64): void { store<f64>(at + (name << 3), value) }
@inline export function int(at: u32, name: i32): i32 { return load<i32>(at + (name << 2)) }
@inline export function setInt(at: u32, name: i32, value: i32): void { store<i32>(at + (name << 2), value) }
@inline export function half(at: u32, name: i32): i32 { return load<u16>(at + (name << 1)) }
@inline export function setHalf(at: u32, name: i32, value: i32): void { store<u16>(at + (name << 1), value) }
@inline export function octet(at: u32, name: i32): i32 { return load<u8>(at + name) }
@inline export function setOctet(at: u32, name: i32, value: i32): void { store<u8>(at + name, value) }
@inline export function up(at: u32, name: i32): void { setInt(at, name, int(at, name) + 1) }
@inline export function register(name: i32): i32 { return int(regions.registers, name) }
@inline export function big16(at: u32): i32 { return bswap<u16>(load<u16>(at)) }
@inline export function big32(at: u32): i32 { return bswap<u32>(load<u32>(at)) }
