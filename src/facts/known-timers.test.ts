import assert from 'node:assert/strict'
import test from 'node:test'
import { nearDefault } from './known-timers.ts'

const ages: readonly (readonly [seconds: number, says: RegExp])[] = [
  [350, /^near 350 s, the default idle limit of AWS/],
  [355, /^near 350 s/],
  [349, /^near 350 s/],
  [344, /^$/],
  [300, /F5 BIG-IP, or of Linux/],
  [430, /^$/],
  [7201, /^near 7200 s, when an operating system sends its first keepalive/],
  [7876, /^near 7875 s, when Linux's keepalive gives up/],
  [7500, /^$/],
]

for (const [seconds, says] of ages) test(`an age of ${seconds} s beside the known defaults`, () => assert.match(nearDefault(seconds), says))
