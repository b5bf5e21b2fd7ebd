import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { ELECTRON_ABSENT } from './electron-absent.ts'

/** The one skip that is no failure anywhere: a program that only its maker's server has. */
const LEGITIMATE = { module: 'test/e2e/electron.test.ts', suite: `the Electron window ${ELECTRON_ABSENT} > ` }

/** Prints every skipped test by name, fails the run on any where EOSIN_NO_SKIP is set (as .ci/run does), and counts. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[] = []): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    const refused = skipped.filter((test) => !isLegitimate(test))
    if (skipped.length > 0)
      process.stdout.write(
        `\nskipped, with reason:\n${skipped.map((test) => `  ${nameOf(test)}\n`).join('')}`,
      )
    if (refused.length > 0 && process.env['EOSIN_NO_SKIP'] === '1') {
      process.stdout.write(`EOSIN_NO_SKIP is set: ${refused.length} skipped tests are failures\n`)
      process.exitCode = 1
    }
    const passed = tests.filter((test) => test.result().state === 'passed').length
    const failed = tests.filter((test) => test.result().state === 'failed').length
    // Files that did not even load, and errors outside of any test.
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length
    process.stdout.write(`\n${passed} passed, ${failed + broken} failed, ${skipped.length} skipped\n`)
  }
}

function isLegitimate(test: TestCase): boolean {
  return test.module.relativeModuleId === LEGITIMATE.module && test.fullName.startsWith(LEGITIMATE.suite)
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId}: ${test.fullName}`
}
