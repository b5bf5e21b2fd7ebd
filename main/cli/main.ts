import { CommanderError } from 'commander'
import { WorkbenchError } from '#contract/errors.ts'
import { createOutput, type ConsoleOutput } from './console-output.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { interruptSignal } from './interrupt.ts'
import { createProgram, type Perform } from './program.ts'
import { Session } from './session.ts'

const output = createOutput(process.argv.includes('--json'))

/** Opens the session, runs the command, closes, and turns what was thrown into words and an exit code. */
const perform: Perform = async (flags, action) => {
  const host = process.argv[2] === 'serve' ? 'browser' : 'command-line'
  const interrupted = interruptSignal(() => output.note('stopping; once more to end at once'))
  const session = new Session(interrupted, host)
  // The result is printed when everything is closed, so that whoever waits for it may use the files at once.
  const results: Parameters<ConsoleOutput['result']>[] = []
  const atOnce = host === 'browser'
  const held: ConsoleOutput = { ...output, result: (...result) => void results.push(result) }
  try {
    try {
      process.exitCode = (await action(session, flags, atOnce ? output : held)) ?? EXIT.ok
    } finally {
      await session.close()
    }
    for (const result of results) output.result(...result)
  } catch (thrown) {
    report(thrown)
  }
}

function report(thrown: unknown): void {
  const error = WorkbenchError.from(thrown)
  output.error(error.toRecord())
  process.exitCode = exitCodeOf(error.code)
}

/** Commander has told the rule on stderr already; help and version are no errors. */
function reportUsage(error: CommanderError): void {
  if (error.exitCode === 0) return
  if (output.json) {
    const message = error.message.replace(/^error: /, '')
    process.stdout.write(`${JSON.stringify({ error: { code: 'invalid_input', message } })}\n`)
  }
  process.exitCode = EXIT.badInput
}

// Whoever reads the result may have had enough of it, as `head` has: no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await createProgram(perform).parseAsync(process.argv)
} catch (thrown) {
  if (thrown instanceof CommanderError) reportUsage(thrown)
  else report(thrown)
}
