export { alignClocks } from './align.ts'
export { pairsOf } from './pairs.ts'
export { buildTimeline } from './timeline.ts'
