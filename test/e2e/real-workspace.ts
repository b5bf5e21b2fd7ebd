import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtCli } from '../helpers/build-app.ts'
import { sharedPath } from '../helpers/shared.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

export interface WantedRun {
  readonly method: string
  readonly limit: number
}

/** The window on the 496 real tiles and their model, with runs that the command line has stored before. */
export function serveRealTiles(
  runs: readonly WantedRun[],
  options: Omit<Parameters<typeof serveWindow>[0] & object, 'prepare' | 'arguments'> = {},
): Promise<ServedWindow> {
  return serveWindow({
    ...options,
    // Relative: the program is started in the home folder.
    arguments: ['--workspace', 'w.eosin'],
    prepare: (home) => {
      cpSync(sharedPath('data/hmt/HMT_test'), join(home, 'tiles'), { recursive: true })
      copyFileSync(sharedPath('data/models/HMT.h5'), join(home, 'HMT.h5'))
      for (const { method, limit } of runs) storeRun(home, method, limit)
    },
  })
}

function storeRun(home: string, method: string, limit: number): void {
  const flags = ['--workspace', 'w.eosin', '--model', 'HMT.h5', '--data', 'tiles', '--method', method]
  execFileSync(process.execPath, [builtCli(), 'run', ...flags, '--limit', String(limit), '--json'], {
    cwd: home,
    env: { ...process.env, HOME: home, USERPROFILE: home, EOSIN_HOME: join(home, '.eosin') },
    stdio: 'ignore',
  })
}

/** Label, confidence and predicted class of every tile, computed with PyTorch. */
export function realPredictions(): { label: number; confidence: number; predicted: number }[] {
  const golden: { tiles: { label: number; probabilities: number[] }[] } = JSON.parse(
    readFileSync(sharedPath('goldens/hmt_probabilities.json'), 'utf8'),
  )
  return golden.tiles.map(({ label, probabilities }) => {
    const confidence = Math.max(...probabilities)
    return { label, confidence, predicted: probabilities.indexOf(confidence) }
  })
}
