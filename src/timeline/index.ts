export { alignClocks } from './align.ts'
export { dateMoments } from './dated.ts'
export { pairsOf } from './pairs.ts'
export { buildTimeline } from './timeline.ts'
