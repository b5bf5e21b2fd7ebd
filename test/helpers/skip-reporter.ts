import type { Reporter, TestModule } from 'vitest/node'

/** Prints every skipped test by name, and fails the run on any where EOSIN_NO_SKIP is set (as .ci/run does). */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId}: ${test.fullName}`),
    )
    if (skipped.length === 0) return
    process.stdout.write(`\nskipped, with reason:\n${skipped.map((name) => `  ${name}`).join('\n')}\n`)
    if (process.env['EOSIN_NO_SKIP'] === '1') {
      process.stdout.write('EOSIN_NO_SKIP is set: a skipped test is a failure\n')
      process.exitCode = 1
    }
  }
}
