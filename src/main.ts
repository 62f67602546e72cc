import module from 'node:module'

// The cache also keeps the stripped types, which is most of the start-up time; without a writable place Node goes on without it.
module.enableCompileCache()

const { run } = await import('./cli/run.ts')
process.exitCode = await run(process.argv.slice(2))
