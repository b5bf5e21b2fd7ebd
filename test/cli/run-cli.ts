import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'

const root = resolve(import.meta.dirname, '../..')

/** The sample network that ships with the program, and a small network of pictures with 3 classes. */
export const SIGNAL_MODEL = join(root, 'resources/models/mnist1d-cnn.h5')
export const TILE_MODEL = join(root, 'test/reference/models/residual.h5')

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The one JSON object on stdout. */
  readonly json: Record<string, unknown>
}

/** The command line from its sources, as a process of its own. */
export function startCli(words: readonly string[], home: string): ChildProcess {
  return spawn(process.execPath, [join(root, 'main/cli/main.ts'), ...words], {
    env: { ...process.env, EOSIN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export async function runCli(words: readonly string[], home: string): Promise<CliResult> {
  const child = startCli(words, home)
  const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)))
  const texts = { stdout: '', stderr: '' }
  child.stdout?.on('data', (part: Buffer) => (texts.stdout += part.toString()))
  child.stderr?.on('data', (part: Buffer) => (texts.stderr += part.toString()))
  const code = await ended
  return {
    code,
    ...texts,
    get json() {
      return JSON.parse(texts.stdout) as Record<string, unknown>
    },
  }
}

export function makeHome(): string {
  return mkdtempSync(join(tmpdir(), 'eosin-cli-'))
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true })
}

/** Pictures of noise from a fixed rule, `perClass` of each class. */
export async function makeTiles(
  folder: string,
  classNames: readonly string[],
  perClass: number,
): Promise<void> {
  for (const [label, name] of classNames.entries()) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let index = 0; index < perClass; index++) {
      const data = Uint8Array.from(
        { length: 30 * 30 * 3 },
        (_, at) => (at * 7919 * (label + 2) + index * 131) % 251,
      )
      await sharp(data, { raw: { width: 30, height: 30, channels: 3 } })
        .png()
        .toFile(join(folder, name, `tile-${index}.png`))
    }
  }
}
