import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { builtCli } from '../helpers/build-app.ts'

/** Options of a child process that has a home folder of its own: nothing of the person's is read or written. */
export function atHome(home: string) {
  return {
    cwd: home,
    env: { ...process.env, HOME: home, USERPROFILE: home, EOSIN_HOME: join(home, '.eosin') },
  }
}

/** Runs a command of the built program to its end. @throws where it fails */
export function runProgram(home: string, ...flags: readonly string[]): void {
  execFileSync(process.execPath, [builtCli(), ...flags], { ...atHome(home), stdio: 'ignore' })
}
