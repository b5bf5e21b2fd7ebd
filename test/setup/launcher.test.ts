import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

/** A project in miniature: the real launcher over a program of three lines. */
const root = mkdtempSync(join(tmpdir(), 'eosin-launcher-'))
const source = resolve(import.meta.dirname, '../..')
mkdirSync(join(root, 'out/main'), { recursive: true })
mkdirSync(join(root, 'main/cli'), { recursive: true })
mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
cpSync(join(source, 'main/cli/eosin.mjs'), join(root, 'main/cli/eosin.mjs'))
cpSync(join(source, 'main/setup/bundled-node.mjs'), join(root, 'main/setup/bundled-node.mjs'))
writeFileSync(join(root, 'package.json'), '{"type": "module"}')
symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'))
// The launcher asks process.versions: one that pretends to be older takes the way of an old machine.
writeFileSync(
  join(root, 'old.cjs'),
  `if (!process.env.EOSIN_LAUNCHER) Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`,
)
afterAll(() => {
  rmSync(root, { recursive: true })
})

const launcher = join(root, 'main/cli/eosin.mjs')
const program = (text: string) => {
  writeFileSync(join(root, 'out/main/cli.js'), text)
}
const old = ['--require', join(root, 'old.cjs')]
const run = (flags: string[], ...values: string[]) =>
  spawnSync(process.execPath, [...flags, launcher, ...values], { encoding: 'utf8' })
const start = (...values: string[]): ChildProcess =>
  spawn(process.execPath, [...old, launcher, ...values], { stdio: ['ignore', 'pipe', 'inherit'] })
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe.each([
  ['on this Node', []],
  ['on an older Node, through the bundled one', old],
])('eosin.mjs %s', (_, flags) => {
  it('passes arguments, output and the exit code', () => {
    program(`console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7`)
    const { stdout, status } = run(flags, 'explain', '--set', 'a=b c')
    expect([stdout, status]).toEqual(['["explain","--set","a=b c"]\n', 7])
  })

  it('ends as soon as the program has nothing left to do', () => {
    program(`console.log('done')`)
    expect(run(flags).status).toBe(0)
  })

  it('ends by the signal that ended the program', () => {
    program(`process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 10000)`)
    expect(run(flags).signal).toBe('SIGTERM')
  })
})

describe('eosin.mjs on an older Node', () => {
  const waiting = (onSignal: string) =>
    `import { writeFileSync } from 'node:fs'
     process.on('SIGTERM', () => { ${onSignal} })
     setInterval(() => {}, 1000)
     console.log(process.pid)`
  const pidOf = (child: ChildProcess) =>
    new Promise<number>((done) =>
      child.stdout?.once('data', (chunk) => {
        done(Number(String(chunk)))
      }),
    )

  it('hands SIGTERM on, and waits for the orderly end', async () => {
    program(waiting('process.exit(5)'))
    const child = start()
    await pidOf(child)
    child.kill('SIGTERM')
    expect(await new Promise((done) => child.once('exit', done))).toBe(5)
  })

  it('leaves no program behind when it is killed, which is told before', async () => {
    const note = join(root, 'ended')
    program(waiting(`writeFileSync(${JSON.stringify(note)}, 'in order'); process.exit(0)`))
    const child = start()
    const pid = await pidOf(child)
    child.kill('SIGKILL')
    await vi.waitFor(
      () => {
        expect(isAlive(pid)).toBe(false)
      },
      { timeout: 10_000 },
    )
    expect(readFileSync(note, 'utf8')).toBe('in order')
  })

  it('says what to do where no newer one is beside it', () => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    expect(run(old)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/needs Node 22 or newer, this is 20\.20\.2: run `npm ci`/) as string,
    })
  })

  it('says what to do where nothing is built', () => {
    rmSync(join(root, 'out'), { recursive: true })
    expect(existsSync(join(root, 'out'))).toBe(false)
    expect(run([])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('eosin is not built yet') as string,
    })
  })
})
